import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { dispose, engine as tensorflow, type Tensor } from '@tensorflow/tfjs-core';

/** A number, and how it changes with each weight. */
export interface ValueAndGradients {
  readonly value: Tensor;
  readonly gradients: TensorRecord;
}

/**
 * The value of a function of weights, and its gradients.
 *
 * @param compute - Gives a scalar. It sees the weights through its closure.
 * @throws ParticleError `gradient-missing`, naming the weights that the value does not depend
 *   on. (TensorFlow.js's own `valueAndGrads` says only that there are some.)
 */
export function valueAndGradients(params: TensorRecord, compute: () => Tensor): ValueAndGradients {
  const { value, grads } = withoutTape(() =>
    tensorflow().gradients(compute, Object.values(params), undefined, true),
  );
  const gradients: Record<string, Tensor> = {};
  const missing: string[] = [];
  Object.keys(params).forEach((path, i) => {
    // The declared type leaves out that there may be none.
    const gradient = grads[i] as Tensor | null | undefined;
    if (gradient === undefined || gradient === null) missing.push(path);
    else gradients[path] = gradient;
  });
  if (missing.length === 0) return { value, gradients };
  throw new ParticleError({
    code: 'gradient-missing',
    summary: `the loss does not depend on ${missing.map((path) => `'${path}'`).join(', ')}`,
    ...(missing[0] !== undefined && { path: missing[0] }),
    expected: 'a gradient for each trainable weight',
    found: `none for ${missing.length} of ${Object.keys(params).length}`,
    remedy: 'freeze(...) the part that is not trained, or wire it to the output',
  });
}

/**
 * Runs something that computes gradients. Where it fails, TensorFlow.js leaves behind what it has kept for
 * the way back: that is released here.
 */
function withoutTape<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { state } = tensorflow();
    if (state.gradientDepth === 0) {
      // The declared type leaves out that there may be no tape.
      const tape = state.activeTape as typeof state.activeTape | null;
      for (const { saved } of tape ?? []) dispose(saved ?? []);
      state.activeTape = [];
    }
    throw error;
  }
}
