import type { AnyParticle, RunContext } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Runs a particle whose outputs are tensors and that is not a host stage. */
export function runParticle(
  particle: AnyParticle,
  context: RunContext,
  inputs: Tensors,
  params: Tensors = {},
  state: Tensors = {},
): { readonly y: Tensor; readonly state: Tensors } {
  const result = particle.run(context, inputs, params, state);
  if (result instanceof Promise) throw new Error('a host stage');
  const { y } = result.outputs;
  if (!(y instanceof Tensor)) throw new Error('no tensor');
  return { y, state: result.state ?? {} };
}
