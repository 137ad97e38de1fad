import { mean } from '@tensorflow/tfjs-core';
import { leafKind } from '@sora-particles/combinator-core';
import { defineGlobalPool, type GlobalPool, type GlobalPoolOptions } from './global-pool.ts';

/**
 * The mean of each channel over the whole image, so that a network takes images of any size. Keras
 * `GlobalAveragePooling2D`, PyTorch `AdaptiveAvgPool2d(1)`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, channels]`.
 *
 * Source: Lin et al. 2013, "Network in network", https://arxiv.org/abs/1312.4400.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { globalAveragePool } from '@sora-particles/conv-recognizer';
 *
 * const features = globalAveragePool();
 * ```
 */
export function globalAveragePool<const Name extends string = 'globalAveragePool'>(
  options?: GlobalPoolOptions<Name>,
): GlobalPool<Name>;
export function globalAveragePool(options: GlobalPoolOptions = {}): GlobalPool {
  return defineGlobalPool('globalAveragePool', options, mean);
}

/** Registry entry of {@link globalAveragePool}. */
export const globalAveragePoolKind = leafKind(
  'conv-recognizer/globalAveragePool@1',
  globalAveragePool,
);
