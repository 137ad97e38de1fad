import { sigmoid as sigmoidOp } from '@tensorflow/tfjs-core';
import { defineParticle } from '../../define-particle.ts';
import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import type { Particle } from '../../particle.ts';
import type { NamedOptions } from '../named.ts';

/** Made by {@link sigmoid}. */
export interface Sigmoid<Name extends string = string> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: readonly [0, 1];
      readonly meaning: 'probabilities';
    };
  },
  readonly []
> {}

/**
 * Turns logits into probabilities that are independent of each other: y = 1 / (1 + e^-x). PyTorch
 * `Sigmoid`, Keras `sigmoid`. It ends a recogniser of yes-or-no questions; losses take the logits
 * before it. Inside a network use `activation({ type: 'sigmoid' })`, which asks for no logits.
 *
 * Input `x`: float32 `[...shape]`, meaning `logits`. Output `y`: float32 `[...shape]`, range [0, 1],
 * meaning `probabilities`; layout passes through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { dense, sigmoid } from '@sora-particles/combinator-core/elementary';
 *
 * const answer = compose(dense({ units: 1, meaning: 'logits' })).to(sigmoid());
 * ```
 */
export function sigmoid<const Name extends string = 'sigmoid'>(
  options: NamedOptions<Name> = {},
): Sigmoid<Name> {
  checkOptions('sigmoid', options, { name: optional(is.string) });
  const { name = 'sigmoid' as Name } = options;
  return defineParticle({
    kind: 'combinator-core/sigmoid@1',
    name,
    input: { x: { shape: ['...shape'], dtype: 'float32', meaning: 'logits' } },
    output: {
      y: {
        shape: ['...shape'],
        dtype: 'float32',
        like: 'x',
        range: [0, 1],
        meaning: 'probabilities',
      },
    },
    flops: ['mul', '...shape'],
    run: (_context, { x }) => ({ outputs: { y: sigmoidOp(x) } }),
  });
}

/** Registry entry of {@link sigmoid}. */
export const sigmoidKind = leafKind('combinator-core/sigmoid@1', sigmoid);
