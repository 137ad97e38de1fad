import { fused, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { isInitializer } from '../initializers.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Initializer, Particle } from '../particle.ts';
import { activate, activationNames, type ActivationName } from './activate.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link dense}. */
export interface DenseOptions<
  Units extends number = number,
  Name extends string = string,
  Meaning extends string | undefined = string | undefined,
> extends NamedOptions<Name> {
  /** How many numbers each item becomes; a positive integer. */
  readonly units: Units;
  /** Whether to add a bias. Default true. */
  readonly useBias?: boolean;
  /** First values of the kernel. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
  /** First values of the bias. Default `'zeros'`. */
  readonly biasInitializer?: Initializer;
  /**
   * Function applied to the output. Default `'linear'`: none. There is no `'softmax'`: put `softmax()`
   * behind it, so that losses see the logits.
   */
  readonly activation?: ActivationName;
  /** What the output stands for, e.g. `'logits'` or `'embedding'`. Default: not stated. */
  readonly meaning?: Meaning;
}

/** Output of {@link dense}. */
export type DenseOutput<
  Units extends number,
  Meaning extends string | undefined,
> = Meaning extends string
  ? {
      readonly shape: readonly ['...lead', Units];
      readonly dtype: 'float32';
      readonly meaning: Meaning;
    }
  : { readonly shape: readonly ['...lead', Units]; readonly dtype: 'float32' };

/** Made by {@link dense}. */
export interface Dense<
  Name extends string = string,
  Units extends number = number,
  Meaning extends string | undefined = undefined,
> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...lead', 'in']; readonly dtype: 'float32' } },
  { readonly y: DenseOutput<Units, Meaning> },
  readonly []
> {}

/**
 * Fully connected layer: y = activation(x kernel + bias), over the last axis. PyTorch `Linear`
 * (whose weight is the kernel transposed), Keras `Dense`.
 *
 * Input `x`: float32 `[...lead, in]`. Output `y`: float32 `[...lead, units]`.
 *
 * Parameters: `kernel` `[in, units]`, by default Glorot uniform; `bias` `[units]`, by default zeros.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { dense } from '@sora-particles/combinator-core/elementary';
 *
 * const hidden = dense({ units: 64, activation: 'relu' });
 * const logits = dense({ units: 10, meaning: 'logits', name: 'logits' });
 * ```
 */
export function dense<
  const Units extends number,
  const Name extends string = 'dense',
  const Meaning extends string | undefined = undefined,
>(options: DenseOptions<Units, Name, Meaning>): Dense<Name, Units, Meaning> {
  checkOptions('dense', options, {
    units: is.positiveInteger,
    useBias: optional(is.boolean),
    kernelInitializer: optional(isInitializer),
    biasInitializer: optional(isInitializer),
    activation: optional(is.oneOf(...activationNames)),
    meaning: optional(is.string),
    name: optional(is.string),
  });
  const {
    units,
    useBias = true,
    kernelInitializer = 'glorotUniform',
    biasInitializer = 'zeros',
    activation = 'linear',
    meaning,
  }: DenseOptions = options;
  const stated = meaning === undefined ? {} : { meaning };
  const particle = defineParticle({
    kind: 'combinator-core/dense@1',
    name: options.name ?? ('dense' as Name),
    config: { units, useBias, kernelInitializer, biasInitializer, activation, ...stated },
    input: { x: { shape: ['...lead', 'in'], dtype: 'float32' } },
    output: { y: { shape: ['...lead', units], dtype: 'float32', ...stated } },
    params: {
      kernel: { shape: ['in', units], initializer: kernelInitializer },
      ...(useBias && { bias: { shape: [units], initializer: biasInitializer } }),
    },
    flops: ['mul', 2, '...lead', 'in', units],
    run: (_context, { x }, { kernel, bias }) => {
      const rows = reshape(x, [-1, kernel.shape[0]]);
      const y = project(rows, kernel, bias, activation);
      return { outputs: { y: reshape(y, [...x.shape.slice(0, -1), units]) } };
    },
  });
  return particle as Dense<Name, Units, Meaning>;
}

// On rows, as matrices: matMul would broadcast the kernel over leading axes, and its gradient would not
// add up over them. Every backend can fuse these activations; fused ones fall back while training.
function project(
  rows: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  activation: ActivationName,
): Tensor {
  const product = { a: rows, b: kernel, ...(bias && { bias }) };
  return activation === 'relu' || activation === 'relu6'
    ? fused.matMul({ ...product, activation })
    : activate(activation, fused.matMul(product));
}

/** Registry entry of {@link dense}. */
export const denseKind = leafKind('combinator-core/dense@1', dense);
