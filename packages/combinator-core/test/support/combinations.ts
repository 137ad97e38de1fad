import '@tensorflow/tfjs-backend-cpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../../src/apply.ts';
import { combinatorKinds } from '../../src/combinators/kinds.ts';
import type { Bindings } from '../../src/contract/evaluate.ts';
import { elementaryKinds } from '../../src/elementary/index.ts';
import { initialize } from '../../src/initialize.ts';
import { fromManifest } from '../../src/manifest/from-manifest.ts';
import { toManifest } from '../../src/manifest/to-manifest.ts';
import type { AnyParticle, TensorRecord } from '../../src/particle.ts';
import { createRandom } from '../../src/random.ts';
import { createRegistry, type ParticleKind } from '../../src/registry.ts';
import { disposeVariables, type Variables } from '../../src/variables.ts';
import { expectNoLeak } from './leaks.ts';

/** What a run takes besides the particle. */
export interface Run {
  readonly inputs: TensorRecord;
  readonly bindings?: Bindings;
  readonly training?: boolean;
  readonly seed?: number;
}

/** Plain numbers and shapes, free of tensors. */
export type Plain = Readonly<
  Record<string, { shape: readonly number[]; values: readonly number[] }>
>;

/** A random tensor, the same each time. The caller owns it. */
export function sample(shape: readonly number[], seed = 1): Tensor {
  return createRandom(seed).normal(shape);
}

/** The numbers of tensors, which are released. */
export function plain(tensors: Readonly<Record<string, unknown>>): Plain {
  return Object.fromEntries(
    Object.entries(tensors as TensorRecord).map(([name, tensor]) => {
      const values = [...tensor.dataSync()];
      const { shape } = tensor;
      tensor.dispose();
      return [name, { shape, values }];
    }),
  );
}

/** Runs a particle with weights of its own and gives plain numbers; nothing is left. */
export function runOnce(particle: AnyParticle, { inputs, bindings, ...options }: Run): Plain {
  const variables = initialize(particle, { seed: 3, ...(bindings && { bindings }) });
  try {
    return runWith(particle, variables, { inputs, ...options });
  } finally {
    disposeVariables(variables);
  }
}

/** The same with given weights. */
export function runWith(
  particle: AnyParticle,
  variables: Variables,
  { inputs, ...options }: Omit<Run, 'bindings'>,
): Plain {
  const { outputs, state } = apply(particle, variables, inputs, options);
  const numbers = plain(outputs);
  plain(state);
  return numbers;
}

/** The contract and everything else that a manifest must bring back. */
export function described(particle: AnyParticle): object {
  const { kind, name, config, input, output, where, params, state, traits, flops } = particle;
  return { kind, name, config, input, output, where, params, state, traits, flops };
}

/** Sends a particle through JSON: it comes back equal, computes the same, and leaks nothing. */
export async function expectRoundTrip(
  particle: AnyParticle,
  run?: Run,
  more: readonly ParticleKind[] = [],
): Promise<AnyParticle> {
  const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...more]);
  const manifest = JSON.parse(JSON.stringify(toManifest(particle))) as unknown;
  const copy = fromManifest(manifest, registry);
  expect(toManifest(copy)).toEqual(manifest);
  expect(described(copy)).toEqual(described(particle));
  expect(copy.composition).toEqual(
    particle.composition === undefined ? undefined : expect.anything(),
  );
  if (run !== undefined) {
    await expectNoLeak(() => {
      expect(runOnce(copy, run)).toEqual(runOnce(particle, run));
    });
  }
  return copy;
}
