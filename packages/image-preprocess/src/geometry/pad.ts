import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { pad as padConstant } from '@tensorflow/tfjs-core';
import { imagePort, type ImagePort } from '../internal/image-port.ts';
import { asImages } from '../internal/images.ts';
import type { NamedOptions } from '../internal/named.ts';
import { checkMirror, mirroredIndices } from './mirror.ts';
import { takeGrid } from './take-pixels.ts';

/** Pixels added on each side. */
export type Padding = readonly [
  rows: readonly [top: number, bottom: number],
  columns: readonly [left: number, right: number],
];

/** Options of {@link pad}. */
export interface PadOptions<
  P extends Padding = Padding,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** `[[top, bottom], [left, right]]` in pixels; non-negative integers. */
  readonly padding: P;
  /**
   * What goes there: `'constant'` the value, `'reflect'` the mirrored image without its border
   * (c b | a b c), `'symmetric'` with it (b a | a b c). Default `'constant'`.
   */
  readonly mode?: 'constant' | 'reflect' | 'symmetric';
  /** The value for `'constant'`, in the range of the images. Default 0. */
  readonly value?: number;
}

/** Made by {@link pad}. */
export interface Pad<Name extends string = string, P extends Padding = Padding> extends Particle<
  Name,
  { readonly x: ImagePort },
  {
    readonly y: {
      readonly shape: readonly [
        '...lead',
        readonly ['add', 'height', P[0][0], P[0][1]],
        readonly ['add', 'width', P[1][0], P[1][1]],
        'channels',
      ];
      readonly like: 'x';
    };
  },
  readonly []
> {}

/**
 * Adds a border to images. `tf.pad`, Keras `ZeroPadding2D`, torchvision `Pad`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range.
 * Output `y`: `[...lead, top + height + bottom, left + width + right, channels]`, range and meaning of
 * `x`; `value` must lie in that range.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`;
 *   at the call `dimension-invalid` where the image is too small to be mirrored that far.
 *
 * @example
 * ```ts
 * import { pad } from '@sora-particles/image-preprocess';
 *
 * const framed = pad({ padding: [[4, 4], [4, 4]], mode: 'reflect' });
 * ```
 */
export function pad<const P extends Padding, const Name extends string = 'pad'>(
  options: PadOptions<P, Name>,
): Pad<Name, P> {
  checkOptions('pad', options, {
    padding: is.arrayOf(is.arrayOf(is.nonNegativeInteger, 2), 2),
    mode: optional(is.oneOf('constant', 'reflect', 'symmetric')),
    value: optional(is.finite),
    name: optional(is.string),
  });
  const { padding, mode = 'constant', value = 0, name = 'pad' as Name } = options;
  const [[top, bottom], [left, right]] = padding;
  return defineParticle({
    kind: 'image-preprocess/pad@1',
    name,
    config: { padding, mode, value },
    input: { x: imagePort },
    output: {
      y: {
        shape: [
          '...lead',
          ['add', 'height', top, bottom],
          ['add', 'width', left, right],
          'channels',
        ],
        like: 'x',
      },
    },
    run: (_context, { x }) => {
      const { batch, height, width, restore } = asImages(x);
      if (mode === 'constant') {
        const padded = padConstant(
          batch,
          [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          value,
        );
        return { outputs: { y: restore(padded) } };
      }
      checkMirror(name, mode, [height, width], padding);
      const rows = mirroredIndices(height, padding[0], mode);
      const columns = mirroredIndices(width, padding[1], mode);
      return { outputs: { y: restore(takeGrid(batch, rows, columns)) } };
    },
  });
}

/** Registry entry of {@link pad}. */
export const padKind = leafKind('image-preprocess/pad@1', pad<Padding, string>);
