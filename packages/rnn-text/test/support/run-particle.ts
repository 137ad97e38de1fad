import {
  createContext,
  evaluateShape,
  type AnyParticle,
  type Bindings,
  type RunContext,
} from '@sora-particles/combinator-core';
import { tensor, Tensor } from '@tensorflow/tfjs-core';
import { pattern } from './pattern.ts';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Runs a particle whose outputs are tensors and that is not a host stage. */
export function runParticle(
  particle: AnyParticle,
  inputs: Tensors,
  params: Tensors = {},
  context: RunContext = createContext(),
): Tensors {
  const result = particle.run(context, inputs, params, {});
  if (result instanceof Promise) throw new Error('a host stage');
  for (const value of Object.values(result.outputs)) {
    if (!(value instanceof Tensor)) throw new Error('no tensor');
  }
  return result.outputs as Tensors;
}

/** Weights that depend on their paths only. */
export function patternWeights(particle: AnyParticle, bindings: Bindings): Tensors {
  return Object.fromEntries(
    Object.entries(particle.params).map(([path, { shape }]) => [
      path,
      pattern(path, evaluateShape(shape, bindings) as number[]),
    ]),
  );
}

/** A mask of zeros and ones as a tensor, which the caller owns. */
export function maskOf(rows: readonly (readonly number[])[]): Tensor {
  return tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'bool');
}
