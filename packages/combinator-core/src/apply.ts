import { tidy, type TensorContainer } from '@tensorflow/tfjs-core';
import { createContext, type ContextOptions } from './context.ts';
import { ParticleError } from './errors.ts';
import { checkOutputs, connectValues } from './internal/check-values.ts';
import { requireBackend } from './internal/require-backend.ts';
import { ownTensors, tensorsIn } from './internal/tensor-tree.ts';
import type { AnyParticle, RunResult, TensorRecord, ValuesOf } from './particle.ts';
import { checkVariables, splitVariables, type Variables } from './variables.ts';

/** What {@link apply} gives. The caller owns the tensors. */
export interface Applied<P extends AnyParticle> {
  readonly outputs: ValuesOf<P['output']>;
  /** The state that the run replaced, by path; empty outside of training. */
  readonly state: TensorRecord;
}

/**
 * Runs a particle once, synchronously, on tensors: the short way for experiments and tests. It is
 * differentiable. For raw values, batches and cancellation use `predict`.
 *
 * @param particle - Must not contain host particles.
 * @param variables - Its weights and state; they stay the caller's.
 * @param inputs - Tensors by port; they stay the caller's. Checked against the contract.
 * @param options - Whether this is a training run, and the seed of its random numbers.
 * @returns Outputs and the replaced state, which the caller owns.
 * @throws ParticleError `host-only`, `backend-missing`, the codes of `checkVariables` and of
 *   connections for inputs that do not fit, `output-invalid`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { apply, initialize } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 * import { ones } from '@tensorflow/tfjs-core';
 *
 * const layer = dense({ units: 2 });
 * const variables = initialize(layer, { seed: 1, bindings: { in: 3 } });
 * const { outputs } = apply(layer, variables, { x: ones([4, 3]) });
 * console.log(outputs.y.shape); // [4, 2]
 * ```
 */
export function apply<const P extends AnyParticle>(
  particle: P,
  variables: Variables,
  inputs: ValuesOf<P['input']>,
  options: ContextOptions = {},
): Applied<P> {
  if (particle.traits.host) {
    throw new ParticleError({
      code: 'host-only',
      summary: `'${particle.name}' contains particles that run on the host, perhaps asynchronously`,
      path: particle.name,
      remedy: 'use predict(particle, variables, input)',
    });
  }
  requireBackend();
  const context = createContext(options);
  const promised = connectValues(particle, inputs);
  checkVariables(particle, variables, promised);
  const { params, state } = splitVariables(particle, variables);
  const borrowed = tensorsIn([inputs, params, state]);
  const applied = tidy(() => {
    const result = particle.run(context, inputs, params, state) as RunResult;
    checkOutputs(particle, promised.output, result.outputs);
    const own = ownTensors({ outputs: result.outputs, state: result.state ?? {} }, borrowed);
    return own as typeof own & TensorContainer;
  });
  return applied as unknown as Applied<P>;
}
