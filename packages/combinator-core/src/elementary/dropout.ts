import { cast, greaterEqual, mul } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link dropout}. */
export interface DropoutOptions<Name extends string = string> extends NamedOptions<Name> {
  /** The share of values that become 0 while training, from 0 up to but without 1. */
  readonly rate: number;
}

/** Made by {@link dropout}. */
export interface Dropout<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...shape']; readonly dtype: 'float32' } },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: null;
    };
  },
  readonly []
> {}

/**
 * While training, sets each value to 0 with probability `rate` and divides the others by 1 - rate, so
 * that the expectation stays; otherwise y = x. PyTorch `Dropout`, Keras `Dropout`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout and meaning pass through, the range does not.
 * Draws from the random numbers of its path.
 *
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html (here in the inverted
 * form that every framework uses).
 *
 * @param options - The rate, or an object with it.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { dropout } from '@sora-particles/combinator-core/elementary';
 *
 * const half = dropout(0.5);
 * ```
 */
export function dropout<const Name extends string = 'dropout'>(
  options: number | DropoutOptions<Name>,
): Dropout<Name> {
  const given: DropoutOptions<Name> = typeof options === 'number' ? { rate: options } : options;
  checkOptions('dropout', given, { rate: is.fraction, name: optional(is.string) });
  const { rate, name = 'dropout' as Name } = given;
  return defineParticle({
    kind: 'combinator-core/dropout@1',
    name,
    config: { rate },
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: { y: { shape: ['...shape'], dtype: 'float32', like: 'x', range: null } },
    traits: { needsSeed: rate > 0 },
    flops: ['mul', 2, '...shape'],
    run: ({ training, random }, { x }) => {
      if (!training || rate === 0) return { outputs: { y: x } };
      const kept = cast(greaterEqual(random.uniform(x.shape), rate), 'float32');
      return { outputs: { y: mul(x, mul(kept, 1 / (1 - rate))) } };
    },
  });
}

/** Registry entry of {@link dropout}. */
export const dropoutKind = leafKind('combinator-core/dropout@1', dropout<string>);
