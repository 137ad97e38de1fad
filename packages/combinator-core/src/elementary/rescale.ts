import { add, cast, mul, type Tensor } from '@tensorflow/tfjs-core';
import type { Range } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link rescale}: factor and offset. */
export interface RescaleByOptions<
  Scale extends number = number,
  Offset extends number = number,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The factor. */
  readonly scale: Scale;
  /** Added after it. Default 0. */
  readonly offset?: Offset;
}

/** Options of {@link rescale}: the range before and after. */
export interface RescaleBetweenOptions<
  From extends Range = Range,
  To extends Range = Range,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The range that the input must have. */
  readonly from: From;
  /** The range that it becomes. */
  readonly to: To;
}

/** Made by `rescale(scale, offset)`: whatever the range of the input, it is scaled. */
export interface RescaleBy<
  Name extends string = string,
  Scale extends number = number,
  Offset extends number = number,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...shape'];
      readonly dtype: readonly ['float32', 'int32'];
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: { readonly of: 'x'; readonly scale: Scale; readonly offset: Offset };
    };
  },
  readonly []
> {}

/** Made by `rescale({ from, to })`: the compiler proves the range of the input. */
export interface RescaleBetween<
  Name extends string = string,
  From extends Range = Range,
  To extends Range = Range,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...shape'];
      readonly dtype: readonly ['float32', 'int32'];
      readonly range: From;
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: To;
    };
  },
  readonly []
> {}

const isRange: OptionCheck = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every(Number.isFinite) &&
  (value[0] as number) < (value[1] as number)
    ? undefined
    : 'a range [lowest, highest] of two finite numbers';

/**
 * Scales and shifts: y = scale x + offset. Given ranges, the input must have the one and the output has
 * the other, which the compiler proves; given numbers, the range of the output follows from that of the
 * input. Keras `Rescaling`.
 *
 * Input `x`: float32 or int32 `[...shape]`, range `from` if stated. Output `y`: float32 `[...shape]`,
 * range `to`, or the scaled one; layout and meaning pass through.
 *
 * @param scale - The factor, e.g. `1 / 255`; or an object of options.
 * @param offset - Added after it. Default 0.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { rescale } from '@sora-particles/combinator-core/elementary';
 *
 * const unit = rescale(1 / 255);
 * const symmetric = rescale({ from: [0, 255], to: [-1, 1] });
 * ```
 */
export function rescale<const Scale extends number, const Offset extends number = 0>(
  scale: Scale,
  offset?: Offset,
): RescaleBy<'rescale', Scale, Offset>;
export function rescale<
  const From extends Range,
  const To extends Range,
  const Name extends string = 'rescale',
>(options: RescaleBetweenOptions<From, To, Name>): RescaleBetween<Name, From, To>;
export function rescale<
  const Scale extends number,
  const Offset extends number = 0,
  const Name extends string = 'rescale',
>(options: RescaleByOptions<Scale, Offset, Name>): RescaleBy<Name, Scale, Offset>;
export function rescale(
  options: number | RescaleByOptions | RescaleBetweenOptions,
  offset?: number,
): RescaleBy | RescaleBetween {
  if (typeof options === 'number') {
    return rescaleBy({ scale: options, ...(offset !== undefined && { offset }) });
  }
  return rescaleAny(options);
}

function rescaleAny(options: RescaleByOptions | RescaleBetweenOptions): RescaleBy | RescaleBetween {
  return isBetween(options) ? rescaleBetween(options) : rescaleBy(options);
}

function isBetween(
  options: RescaleByOptions | RescaleBetweenOptions,
): options is RescaleBetweenOptions {
  return typeof options === 'object' && ('from' in options || 'to' in options);
}

function rescaleBy(options: RescaleByOptions): RescaleBy {
  checkOptions('rescale', options, {
    scale: is.finite,
    offset: optional(is.finite),
    name: optional(is.string),
  });
  const { scale, offset = 0, name = 'rescale' } = options;
  return defineParticle({
    kind: 'combinator-core/rescale@1',
    name,
    config: { scale, offset },
    input: { x: { shape: ['...shape'], dtype: ['float32', 'int32'] } },
    output: {
      y: { shape: ['...shape'], dtype: 'float32', like: 'x', range: { of: 'x', scale, offset } },
    },
    flops: ['mul', 2, '...shape'],
    run: (_context, { x }) => ({ outputs: { y: affine(x, scale, offset) } }),
  });
}

function rescaleBetween(options: RescaleBetweenOptions): RescaleBetween {
  checkOptions('rescale', options, { from: isRange, to: isRange, name: optional(is.string) });
  const { from, to, name = 'rescale' } = options;
  const scale = (to[1] - to[0]) / (from[1] - from[0]);
  const offset = to[0] - from[0] * scale;
  return defineParticle({
    kind: 'combinator-core/rescale@1',
    name,
    config: { from: [...from], to: [...to] },
    input: { x: { shape: ['...shape'], dtype: ['float32', 'int32'], range: from } },
    output: { y: { shape: ['...shape'], dtype: 'float32', like: 'x', range: to } },
    flops: ['mul', 2, '...shape'],
    run: (_context, { x }) => ({ outputs: { y: affine(x, scale, offset) } }),
  });
}

function affine(x: Tensor, scale: number, offset: number): Tensor {
  const scaled = mul(cast(x, 'float32'), scale);
  return offset === 0 ? scaled : add(scaled, offset);
}

/** Registry entry of {@link rescale}. */
export const rescaleKind = leafKind('combinator-core/rescale@1', rescaleAny);
