import {
  apply,
  isParticleError,
  repeat,
  type AnyParticle,
  type Variables,
} from '@sora-particles/combinator-core';
import { snapshot } from '../internal/snapshot.ts';
import { release } from '../internal/values.ts';
import type { Subject } from '../rules/rule.ts';
import { forEachCase, type Case } from './case.ts';
import { runOnce } from './run-once.ts';
import type { Compared } from './wrappings.ts';

/** Twice in a row, where the output fits the input; with inputs that fit the whole. */
export async function compareRepeated(subject: Subject): Promise<Compared | undefined> {
  const { particle, example } = subject;
  const ports = `${Object.keys(particle.input).join()} ${Object.keys(particle.output).join()}`;
  if (ports !== 'x y' || particle.traits.host) return undefined;
  const whole = fitted(() => repeat(particle, 2));
  if (whole === undefined) return undefined;
  let compared: Compared | undefined;
  try {
    await forEachCase(
      { ...subject, particle: whole, example: { ...example, particle: whole } },
      { count: 1 },
      async (given) => {
        compared = {
          alone: await inTurn(particle, given),
          within: (await runOnce(whole, given)).outputs,
        };
      },
    );
  } catch (error) {
    // The sizes of the example fit one run only.
    if (isParticleError(error) && compared === undefined) return undefined;
    throw error;
  }
  return compared;
}

async function inTurn(particle: AnyParticle, given: Case): Promise<Compared['alone']> {
  const first = apply(particle, weightsUnder('0/', given), given.inputs);
  try {
    const { y } = first.outputs;
    const second = apply(particle, weightsUnder('1/', given), { x: y as NonNullable<typeof y> });
    try {
      return await snapshot(second.outputs);
    } finally {
      release(second.outputs);
      release(second.state);
    }
  } finally {
    release(first.outputs);
    release(first.state);
  }
}

function weightsUnder(prefix: string, { variables }: Case): Variables {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, variable]) => [path.slice(prefix.length), variable]),
  );
}

function fitted(make: () => AnyParticle): AnyParticle | undefined {
  try {
    return make();
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw error;
  }
}
