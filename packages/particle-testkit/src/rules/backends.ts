import { registerGradients } from '@sora-particles/combinator-core';
import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { gradientsOf } from '../gradients/check-slopes.ts';
import { lossOf } from '../gradients/loss.ts';
import { difference } from '../internal/difference.ts';
import { plain, type Snapshot } from '../internal/snapshot.ts';
import { gradientRule } from './gradient.ts';
import { broken, oneLine, type Rule, type Subject } from './rule.ts';

/** Backends add up in another order and have exponentials of their own. Integers and texts must be equal. */
const TOLERANCE = 1e-4;

/** Gradients, relative to the steepest slope of their tensor, at least a hundredth of the steepest of all. */
const SLOPES = 1e-3;

/** Every backend computes the same, as far as a float32 goes. */
export const backendsRule: Rule = {
  name: 'backends',
  title: 'computes the same on every backend',
  applies: ({ traits }, backends) => traits.deterministic && backends.length > 1,
  async check(subject) {
    const before = getBackend();
    try {
      await forEachCase(subject, { count: 1, least: 2, interior: true }, (given) =>
        compare(subject, given),
      );
    } finally {
      await setBackend(before);
    }
  },
};

async function compare(subject: Subject, given: Case): Promise<void> {
  const { particle, backends } = subject;
  const [first = ''] = backends;
  let wanted: { readonly outputs: Snapshot; readonly slopes: unknown } | undefined;
  for (const backend of backends) {
    if (!(await setBackend(backend).catch(() => false))) {
      throw broken(particle, { summary: `the backend '${backend}' is not there`, found: backend });
    }
    await ready();
    const { outputs } = await runOnce(particle, given).catch((cause: unknown) => {
      throw broken(particle, {
        summary: `run() fails on the backend '${backend}'`,
        found: oneLine(cause),
        remedy: 'use kernels that all backends have; they are listed with each backend',
        cause,
      });
    });
    const slopes = slopesOf(subject, given, wanted?.slopes);
    if (wanted === undefined) {
      wanted = { outputs, slopes };
      continue;
    }
    const found =
      outputsDiffer(wanted.outputs, outputs) ??
      (slopes === undefined ? undefined : difference(wanted.slopes, slopes, SLOPES));
    if (found === undefined) continue;
    throw broken(particle, {
      summary: `the particle computes something else on '${backend}' than on '${first}'`,
      expected: `equal within ${TOLERANCE}, gradients within ${SLOPES}; integers exactly`,
      found,
    });
  }
}

function outputsDiffer(wanted: Snapshot, outputs: Snapshot): string | undefined {
  for (const [port, value] of Object.entries(wanted)) {
    const isWhole =
      typeof value === 'object' && value !== null && 'dtype' in value && value.dtype !== 'float32';
    const [one, other] = [wanted, outputs].map((all) => plain({ [port]: all[port] }));
    const found = difference(one, other, isWhole ? 0 : TOLERANCE);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Gradients divided by the steepest of each tensor on the first backend; nothing where the backend cannot give any. */
function slopesOf({ particle, backends }: Subject, given: Case, wanted: unknown): unknown {
  if (!(gradientRule.applies?.(particle, backends) ?? true)) return undefined;
  registerGradients();
  const loss = lossOf(particle, given, false);
  if (Object.keys(loss.at).length === 0) return undefined;
  try {
    const gradients = gradientsOf(particle, loss);
    const scales = (wanted as Record<string, { scale: number }> | undefined) ?? {};
    const steepestOf = (values: Float32Array): number =>
      values.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    // What is 0 but for rounding, such as the slope by a number added to all logits, is no measure.
    const least = 0.01 * Math.max(...Object.values(gradients).map(steepestOf)) || 1;
    return Object.fromEntries(
      Object.entries(gradients).map(([name, values]) => {
        const scale = scales[name]?.scale ?? Math.max(least, steepestOf(values));
        return [name, { scale, values: Array.from(values, (slope) => slope / scale) }];
      }),
    );
  } catch (error) {
    // The backend of WebAssembly has no gradients of its own for convolutions and more.
    if (/not registered for backend/.test(oneLine((error as Error).cause ?? error)))
      return undefined;
    throw error;
  }
}
