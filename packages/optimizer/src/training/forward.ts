import {
  ParticleError,
  type AnyParticle,
  type RunContext,
  type TensorRecord,
} from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** What one forward run gives. */
export interface Forward {
  readonly predictions: Tensor;
  /** The state that the run replaces. */
  readonly state: TensorRecord;
}

/**
 * Runs the trained part of a particle once.
 *
 * @throws ParticleError `host-only` for a particle that is not synchronous, `output-invalid`
 *   for one that gives no tensor.
 */
export function forward(
  body: AnyParticle,
  port: string,
  context: RunContext,
  inputs: TensorRecord,
  params: TensorRecord,
  state: TensorRecord,
): Forward {
  const result = body.run(context, inputs, params, state);
  if (result instanceof Promise) throw hostOnly(body.name);
  const predictions = result.outputs[port];
  if (!(predictions instanceof Tensor)) {
    throw new ParticleError({
      code: 'output-invalid',
      summary: `'${body.name}' gives no tensor on port '${port}'`,
      path: body.name,
      expected: 'a tensor',
      found: typeof predictions,
    });
  }
  return { predictions, state: result.state ?? {} };
}

/**
 * The error for a particle that cannot be trained because it runs outside of tensors.
 *
 * @param weight - Path of a weight that no gradient would reach, if that is why.
 */
export function hostOnly(name: string, weight?: string): ParticleError {
  return new ParticleError({
    code: 'host-only',
    summary:
      weight === undefined
        ? `'${name}' runs outside of tensors, so that no gradient flows through it`
        : `no gradient reaches '${weight}': a later step of '${name}' runs outside of tensors`,
    path: weight ?? name,
    expected: 'steps that take and give tensors between the first weight and the loss',
    remedy:
      'put steps such as decoding at the beginning of the chain, and labels at its end; freeze(...) what comes before and is not to be trained',
  });
}
