import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { notEqual, scalar } from '@tensorflow/tfjs-core';

/** Options of {@link maskPadding}. */
export interface MaskPaddingOptions<Name extends string = string> {
  /** The id that fills short texts up; a non-negative integer. Default 0. */
  readonly padding?: number;
  /** Name in messages and paths. Default `'maskPadding'`. */
  readonly name?: Name;
}

/** Made by {@link maskPadding}. */
export interface MaskPadding<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['batch', 'time']; readonly dtype: 'int32' } },
  {
    readonly y: {
      readonly shape: readonly ['batch', 'time'];
      readonly dtype: 'int32';
      readonly like: 'x';
    };
    readonly mask: { readonly shape: readonly ['batch', 'time']; readonly dtype: 'bool' };
  },
  readonly []
> {}

/**
 * Ids together with a mask of what is not padding, for ids that come without one: mask = x != padding.
 * A tokeniser gives its own. Keras `mask_zero`.
 *
 * Input `x`: int32 `[batch, time]`. Outputs `y`: x as it is; `mask`: bool `[batch, time]`, true where
 * there is a token.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { embedding, maskPadding } from '@sora-particles/rnn-text';
 *
 * const vectors = compose(maskPadding()).to(embedding({ inputSize: 1000, units: 16 }));
 * ```
 */
export function maskPadding<const Name extends string = 'maskPadding'>(
  options?: MaskPaddingOptions<Name>,
): MaskPadding<Name>;
export function maskPadding(options: MaskPaddingOptions = {}): MaskPadding {
  checkOptions<MaskPaddingOptions>('maskPadding', options, {
    padding: optional(is.nonNegativeInteger),
    name: optional(is.string),
  });
  const { padding = 0, name = 'maskPadding' } = options;
  return defineParticle({
    kind: 'rnn-text/maskPadding@1',
    name,
    config: { padding },
    input: { x: { shape: ['batch', 'time'], dtype: 'int32' } },
    output: {
      y: { shape: ['batch', 'time'], dtype: 'int32', like: 'x' },
      mask: { shape: ['batch', 'time'], dtype: 'bool' },
    },
    traits: { differentiable: false },
    run: (_context, { x }) => ({
      outputs: { y: x, mask: notEqual(x, scalar(padding, 'int32')) },
    }),
  });
}

/** Registry entry of {@link maskPadding}. */
export const maskPaddingKind = leafKind('rnn-text/maskPadding@1', maskPadding);
