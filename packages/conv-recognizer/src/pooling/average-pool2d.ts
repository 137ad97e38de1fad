import { avgPool } from '@tensorflow/tfjs-core';
import { leafKind, type Padding } from '@sora-particles/combinator-core';
import { averageWithBorder } from '../internal/average-with-border.ts';
import type { Size2d } from '../size.ts';
import { definePool2d, type Pool2d, type Pool2dOptions } from './pool2d.ts';

/**
 * The mean of each window of each channel. A window that padding `'same'` cuts at the border is
 * averaged over the pixels that it has, as Keras does. Keras `AveragePooling2D`, PyTorch `AvgPool2d`
 * with `count_include_pad` = false.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, window(height), window(width), channels]`, with the window of `maxPool2d`. Range, layout and
 * meaning pass through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`. A window larger than
 *   its input is a `dimension-invalid` of the composition.
 *
 * @example
 * ```ts
 * import { averagePool2d } from '@sora-particles/conv-recognizer';
 *
 * const halved = averagePool2d();
 * ```
 */
export function averagePool2d<
  const Pool extends Size2d = 2,
  const Strides extends Size2d = Pool,
  const Border extends Padding = 'valid',
  const Name extends string = 'averagePool2d',
>(options?: Pool2dOptions<Pool, Strides, Border, Name>): Pool2d<Name, Pool, Strides, Border>;
export function averagePool2d(options: Pool2dOptions = {}): Pool2d {
  return definePool2d('averagePool2d', options, (x, poolSize, strides, padding) =>
    padding === 'same'
      ? averageWithBorder(x, poolSize, strides)
      : avgPool(x, poolSize, strides, 'valid'),
  );
}

/** Registry entry of {@link averagePool2d}. */
export const averagePool2dKind = leafKind('conv-recognizer/averagePool2d@1', averagePool2d);
