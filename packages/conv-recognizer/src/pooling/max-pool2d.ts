import { maxPool } from '@tensorflow/tfjs-core';
import { leafKind, type Padding } from '@sora-particles/combinator-core';
import type { Size2d } from '../size.ts';
import { definePool2d, type Pool2d, type Pool2dOptions } from './pool2d.ts';

/**
 * The greatest value of each window of each channel. PyTorch `MaxPool2d`, Keras `MaxPooling2D`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, window(height), window(width), channels]`, where for padding `'valid'` window(n) =
 * floor((n - poolSize) / strides) + 1, and for `'same'` it is ceil(n / strides); what lies outside never
 * wins. Range, layout and meaning pass through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`. A window larger than
 *   its input is a `dimension-invalid` of the composition.
 *
 * @example
 * ```ts
 * import { maxPool2d } from '@sora-particles/conv-recognizer';
 *
 * const halved = maxPool2d();
 * const overlapping = maxPool2d({ poolSize: 3, strides: 2, padding: 'same', name: 'pool1' });
 * ```
 */
export function maxPool2d<
  const Pool extends Size2d = 2,
  const Strides extends Size2d = Pool,
  const Border extends Padding = 'valid',
  const Name extends string = 'maxPool2d',
>(options?: Pool2dOptions<Pool, Strides, Border, Name>): Pool2d<Name, Pool, Strides, Border>;
export function maxPool2d(options: Pool2dOptions = {}): Pool2d {
  return definePool2d('maxPool2d', options, maxPool);
}

/** Registry entry of {@link maxPool2d}. */
export const maxPool2dKind = leafKind('conv-recognizer/maxPool2d@1', maxPool2d);
