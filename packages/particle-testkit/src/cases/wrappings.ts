import {
  apply,
  chain,
  freeze,
  isParticleError,
  isTensorSpec,
  perItem,
  rename,
  residual,
  type AnyParticle,
  type Value,
  type Variables,
} from '@sora-particles/combinator-core';
import { add, stack } from '@tensorflow/tfjs-core';
import { snapshot, type Snapshot } from '../internal/snapshot.ts';
import { isTensor, release } from '../internal/values.ts';
import type { Subject } from '../rules/rule.ts';
import type { Case } from './case.ts';
import { compareRepeated } from './repeated.ts';
import { runOnce } from './run-once.ts';

/** What a particle gives alone, and within a combination. */
export interface Compared {
  readonly alone: Snapshot;
  readonly within: Snapshot;
}

/** A way to put a particle into a combination. */
export interface Wrapping {
  readonly name: string;
  /** Runs the particle alone and within; nothing if it does not fit into the combination. */
  readonly compare: (subject: Subject, given: Case) => Promise<Compared | undefined>;
}

/** Every way. */
export const wrappings: readonly Wrapping[] = [
  {
    name: 'chain',
    async compare({ particle }, given) {
      // The steps of an unnamed chain are spliced in, with their paths.
      const isSpliced = particle.kind === 'combinator-core/chain@1' && particle.name === 'chain';
      const variables = isSpliced
        ? given.variables
        : prefixed(given.variables, `${particle.name}/`);
      return both(particle, given, chain([particle]), { ...given, variables });
    },
  },
  {
    name: 'rename',
    compare: ({ particle }, given) => both(particle, given, rename('another', particle), given),
  },
  {
    name: 'freeze',
    // Frozen particles run as in prediction, also while the rest is trained.
    compare: ({ particle }, given) =>
      both(particle, given, freeze(particle), given, { training: true, seed: given.seed }),
  },
  { name: 'residual', compare: compareResidual },
  { name: 'repeat', compare: compareRepeated },
  { name: 'perItem', compare: compareLifted },
];

async function both(
  particle: AnyParticle,
  given: Case,
  wrapped: AnyParticle,
  ...within: [Pick<Case, 'inputs' | 'variables'>, Parameters<typeof runOnce>[2]?]
): Promise<Compared> {
  const alone = await runOnce(particle, given);
  return { alone: alone.outputs, within: (await runOnce(wrapped, ...within)).outputs };
}

function prefixed(variables: Variables, prefix: string): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([path, variable]) => [`${prefix}${path}`, variable]),
  );
}

/** A particle whose output fits its input, and that input added. */
async function compareResidual({ particle }: Subject, given: Case): Promise<Compared | undefined> {
  const whole = inResidual(particle);
  const { x } = given.inputs;
  if (whole === undefined || !isTensor(x)) return undefined;
  const promised = given.promised.output['y'];
  if (promised === undefined || String(promised.shape) !== String(x.shape)) return undefined;
  const { y, ...others } = apply(particle, given.variables, given.inputs).outputs;
  if (!isTensor(y)) return undefined;
  const sum = add(y, x);
  try {
    const { outputs } = await runOnce(whole, given);
    return { alone: await snapshot({ y: sum }), within: { y: outputs['y'] } };
  } finally {
    release({ ...others, y, sum });
  }
}

/** Nothing if the output does not fit the input, or the particle is not one for gradients. */
export function inResidual(particle: AnyParticle): AnyParticle | undefined {
  const [from, to] = [particle.input['x'], particle.output['y']];
  const isFloat = (spec: typeof from) =>
    spec !== undefined && isTensorSpec(spec) && spec.dtype === 'float32';
  if (particle.traits.host || !isFloat(from) || !isFloat(to)) return undefined;
  try {
    return residual(particle);
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw error;
  }
}

/** Two equal items, each of which gives what it gives alone. */
async function compareLifted({ particle }: Subject, given: Case): Promise<Compared | undefined> {
  const items = lift(particle);
  if (items === undefined) return undefined;
  const inputs = Object.fromEntries(
    Object.entries(given.inputs).map(([port, value]) => [
      port,
      (isTensor(value) ? stack([value, value]) : [value, value]) as Value,
    ]),
  );
  try {
    const { alone, within } = await both(particle, given, items, { ...given, inputs });
    return {
      alone: Object.fromEntries(Object.entries(alone).map(([port, one]) => [port, twice(one)])),
      within,
    };
  } finally {
    release(inputs);
  }
}

function lift(particle: AnyParticle): AnyParticle | undefined {
  try {
    return perItem(particle);
  } catch (error) {
    // It takes batches already.
    if (isParticleError(error, 'contract-invalid')) return undefined;
    throw error;
  }
}

function twice(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return [value, value];
  const { shape, values, dtype } = value as {
    readonly shape: readonly number[];
    readonly values: ArrayLike<number>;
    readonly dtype: string;
  };
  const numbers = Array.from(values);
  return { shape: [2, ...shape], dtype, values: [...numbers, ...numbers] };
}
