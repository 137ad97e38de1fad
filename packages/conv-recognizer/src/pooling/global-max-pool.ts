import { max } from '@tensorflow/tfjs-core';
import { leafKind } from '@sora-particles/combinator-core';
import { defineGlobalPool, type GlobalPool, type GlobalPoolOptions } from './global-pool.ts';

/**
 * The greatest value of each channel over the whole image. Keras `GlobalMaxPooling2D`, PyTorch
 * `AdaptiveMaxPool2d(1)`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, channels]`.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { globalMaxPool } from '@sora-particles/conv-recognizer';
 *
 * const features = globalMaxPool();
 * ```
 */
export function globalMaxPool<const Name extends string = 'globalMaxPool'>(
  options?: GlobalPoolOptions<Name>,
): GlobalPool<Name>;
export function globalMaxPool(options: GlobalPoolOptions = {}): GlobalPool {
  return defineGlobalPool('globalMaxPool', options, max);
}

/** Registry entry of {@link globalMaxPool}. */
export const globalMaxPoolKind = leafKind('conv-recognizer/globalMaxPool@1', globalMaxPool);
