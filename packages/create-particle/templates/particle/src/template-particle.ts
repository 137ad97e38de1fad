import {
  checkOptions,
  defineParticle,
  is,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { mul } from '@tensorflow/tfjs-core';

/** Options of {@link templateParticle}. All may be left out. */
export interface TemplateParticleOptions<Name extends string = string> {
  /** First value of each weight. Default 1. */
  readonly start?: number;
  /** Name of the particle. Default `'templateParticle'`. */
  readonly name?: Name;
}

/** Made by {@link templateParticle}. */
export interface TemplateParticle<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...lead', 'features']; readonly dtype: 'float32' } },
  { readonly y: { readonly shape: readonly ['...lead', 'features']; readonly dtype: 'float32' } },
  readonly []
> {}

/**
 * Multiplies each feature by a weight of its own: y = x * scale.
 *
 * Input `x`: float32 `[...lead, features]`. Output `y`: float32 `[...lead, features]`. Weight `scale`:
 * `[features]`, all `start` at first.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { templateParticle } from 'template-package';
 *
 * const particle = templateParticle({ start: 0.5 });
 * ```
 */
export function templateParticle<const Name extends string = 'templateParticle'>(
  options?: TemplateParticleOptions<Name>,
): TemplateParticle<Name>;
export function templateParticle(options: TemplateParticleOptions = {}): TemplateParticle {
  checkOptions<TemplateParticleOptions>('templateParticle', options, {
    start: optional(is.finite),
    name: optional(is.string),
  });
  const { start = 1, name = 'templateParticle' } = options;
  return defineParticle({
    kind: 'template-package/templateParticle@1',
    name,
    config: { start },
    input: { x: { shape: ['...lead', 'features'], dtype: 'float32' } },
    output: { y: { shape: ['...lead', 'features'], dtype: 'float32' } },
    params: { scale: { shape: ['features'], initializer: { type: 'constant', value: start } } },
    flops: ['mul', '...lead', 'features'],
    run: (_context, { x }, { scale }) => ({ outputs: { y: mul(x, scale) } }),
  });
}
