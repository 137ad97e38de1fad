import type { Engine } from './engine.ts';
import { defaultEngine } from './engines/default.ts';
import { ParticleError } from './errors.ts';
import { throwIfAborted } from './internal/abort.ts';
import { waitForBackend } from './internal/require-backend.ts';
import { runInBatches } from './internal/run-in-batches.ts';
import { stage } from './internal/stage.ts';
import { checkOptions, is, optional } from './options.ts';
import type { AnyParticle } from './particle.ts';
import { predictChecks, type PredictOptions } from './predict.ts';
import type { PredictInput, PredictOutput } from './predict-types.ts';
import { checkSingleTfjs } from './single-tfjs.ts';
import { checkVariables, disposeVariables, type Variables } from './variables.ts';

/** A particle with its weights, ready to be used and to be released as one. */
export interface Model<P extends AnyParticle = AnyParticle> {
  readonly particle: P;
  /** Owned by the model. */
  readonly variables: Variables;
  /**
   * Runs the particle from raw input to answer, as the function `predict` does. What the engine compiles
   * is kept for the next call.
   *
   * @throws ParticleError as `predict`; `disposed` after {@link Model.dispose}.
   */
  predict<const Input extends PredictInput<P>>(
    input: Input,
    options?: PredictOptions,
  ): Promise<PredictOutput<P, Input>>;
  /** Releases the weights and what was compiled. Calling it again does nothing. */
  dispose(): void;
  /** The same, for `using`; there on platforms that know `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/** What {@link createModel} takes besides. */
export interface ModelOptions {
  /** Where tensors are computed; it stays the caller's. Default `defaultEngine()`. */
  readonly engine?: Engine | undefined;
}

/**
 * Puts a particle and its weights together for an application. The model takes the variables over and
 * releases them when it is disposed of.
 *
 * @throws ParticleError the codes of `checkVariables`; `backend-duplicate`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { createModel, initialize } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 *
 * const layer = dense({ units: 2 });
 * const model = createModel(layer, initialize(layer, { seed: 1, bindings: { in: 3 } }));
 * const output = await model.predict([[1, 2, 3]]);
 * output.dispose();
 * model.dispose();
 * ```
 */
export function createModel<P extends AnyParticle>(
  particle: P,
  variables: Variables,
  options: ModelOptions = {},
): Model<P> {
  checkOptions('createModel', options, { engine: optional(is.anything) });
  checkSingleTfjs();
  checkVariables(particle, variables);
  const staged = stage(particle, options.engine ?? defaultEngine());
  let isDisposed = false;
  const dispose = (): void => {
    if (isDisposed) return;
    isDisposed = true;
    staged.dispose();
    disposeVariables(variables);
  };
  const model = {
    particle,
    variables,
    async predict<const Input extends PredictInput<P>>(
      input: Input,
      given: PredictOptions = {},
    ): Promise<PredictOutput<P, Input>> {
      checkOptions<PredictOptions>('predict', given, predictChecks);
      const { batchSize = 32, seed = 0, signal } = given;
      const guard = (): void => {
        throwIfAborted(signal);
        if (isDisposed) throw disposed(particle);
      };
      guard();
      await waitForBackend();
      const run = { particle, staged, variables, batchSize, seed, signal, guard };
      return (await runInBatches(run, input)) as PredictOutput<P, Input>;
    },
    dispose,
  };
  // Platforms without the symbol get a model without the method; `using` does not exist there either.
  const symbol = (Symbol as { readonly dispose?: typeof Symbol.dispose }).dispose;
  return Object.freeze(symbol === undefined ? model : { ...model, [symbol]: dispose }) as Model<P>;
}

function disposed({ name }: AnyParticle): ParticleError {
  return new ParticleError({
    code: 'disposed',
    summary: 'the model has been disposed of',
    path: name,
    remedy: 'create it again, or dispose of it later',
  });
}
