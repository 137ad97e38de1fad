import { getGradient, registerGradient, type GradConfig } from '@tensorflow/tfjs-core';
import { gradientConfigs } from './generated/gradient-configs.ts';

/** Gradients of TensorFlow.js 4.22 that fail, and that ours mend: see tools/gradients. */
const MENDED: ReadonlySet<string> = new Set(['GatherV2', 'Unpack', 'SplitV', 'Prod']);

/**
 * Makes TensorFlow.js able to differentiate: registers the gradient of every kernel that has one.
 *
 * `@tensorflow/tfjs-core` alone registers none in Node, so that `tf.grads` and all training fail with
 * "gradient function not found". Everything in Sora Particles that trains calls this by itself; call it
 * before using `tf.grad` and its relatives directly. Calling it again does nothing, and a gradient that
 * is registered already, by TensorFlow.js or by you, stays as it is; but for the four of `gather`, `unstack`,
 * `split` and `prod`, which fail in TensorFlow.js 4.22 on some inputs and are replaced.
 *
 * The gradients are those of `@tensorflow/tfjs-core` 4.22.0 itself (Google, Apache-2.0).
 *
 * @example
 * ```ts
 * import { registerGradients } from '@sora-particles/combinator-core';
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * registerGradients();
 * const slope = tf.grad((x: tf.Tensor) => tf.square(x));
 * console.log(slope(tf.scalar(3)).dataSync()[0]); // 6
 * ```
 */
export function registerGradients(): void {
  for (const config of gradientConfigs) {
    // The declared type leaves out that there may be none.
    const known = getGradient(config.kernelName) as GradConfig | undefined;
    if (known === config) continue;
    if (known === undefined || MENDED.has(config.kernelName)) registerGradient(config);
  }
}
