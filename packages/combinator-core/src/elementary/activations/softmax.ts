import { softmax as softmaxOp } from '@tensorflow/tfjs-core';
import { defineParticle } from '../../define-particle.ts';
import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import type { Particle } from '../../particle.ts';
import type { NamedOptions } from '../named.ts';

/** Made by {@link softmax}. */
export interface Softmax<Name extends string = string> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...lead', 'classes'];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...lead', 'classes'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: readonly [0, 1];
      readonly meaning: 'probabilities';
    };
  },
  readonly []
> {}

/**
 * Turns logits into probabilities that add up to 1 over the last axis: y_i = e^x_i / sum_j e^x_j.
 * PyTorch `Softmax(dim=-1)`, Keras `Softmax`. It ends a recogniser; losses take the logits before it.
 *
 * Input `x`: float32 `[...lead, classes]`, meaning `logits`. Output `y`: float32 `[...lead, classes]`,
 * range [0, 1], meaning `probabilities`; layout passes through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { dense, softmax } from '@sora-particles/combinator-core/elementary';
 *
 * const recognizer = compose(dense({ units: 10, meaning: 'logits' })).to(softmax());
 * ```
 */
export function softmax<const Name extends string = 'softmax'>(
  options: NamedOptions<Name> = {},
): Softmax<Name> {
  checkOptions('softmax', options, { name: optional(is.string) });
  const { name = 'softmax' as Name } = options;
  return defineParticle({
    kind: 'combinator-core/softmax@1',
    name,
    input: { x: { shape: ['...lead', 'classes'], dtype: 'float32', meaning: 'logits' } },
    output: {
      y: {
        shape: ['...lead', 'classes'],
        dtype: 'float32',
        like: 'x',
        range: [0, 1],
        meaning: 'probabilities',
      },
    },
    flops: ['mul', 5, '...lead', 'classes'],
    // The op subtracts the largest logit first, so that large ones do not overflow.
    run: (_context, { x }) => ({ outputs: { y: softmaxOp(x) } }),
  });
}

/** Registry entry of {@link softmax}. */
export const softmaxKind = leafKind('combinator-core/softmax@1', softmax);
