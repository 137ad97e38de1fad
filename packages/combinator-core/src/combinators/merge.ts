import { addN, div, mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';

/** Options of {@link add}, {@link multiply} and {@link average}. */
export interface MergeOptions<Inputs extends readonly string[], Name extends string> {
  /** Names of the input ports; two or more. Default `['a', 'b']`. */
  readonly inputs?: Inputs;
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** A particle that merges tensors of one shape, element by element. */
export interface Merge<Name extends string, Inputs extends readonly string[]> extends Particle<
  Name,
  {
    readonly [Port in Inputs[number]]: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
    };
  },
  { readonly y: { readonly shape: readonly ['...shape']; readonly dtype: 'float32' } },
  readonly []
> {}

/**
 * The sum of tensors of one shape, y = a + b + ... Keras `Add`.
 *
 * Inputs `a`, `b` (or as named): float32 `[...shape]`. Output `y`: float32 `[...shape]`.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { add } from '@sora-particles/combinator-core';
 *
 * const sum = add({ inputs: ['deep', 'wide'] });
 * ```
 */
export function add<
  const Inputs extends readonly string[] = readonly ['a', 'b'],
  const Name extends string = 'add',
>(options: MergeOptions<Inputs, Name> = {}): Merge<Name, Inputs> {
  return merge('add', options, (parts) => addN(parts));
}

/**
 * The product of tensors of one shape, element by element. Keras `Multiply`.
 *
 * Inputs `a`, `b` (or as named): float32 `[...shape]`. Output `y`: float32 `[...shape]`.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { multiply } from '@sora-particles/combinator-core';
 *
 * const gate = multiply({ inputs: ['value', 'gate'] });
 * ```
 */
export function multiply<
  const Inputs extends readonly string[] = readonly ['a', 'b'],
  const Name extends string = 'multiply',
>(options: MergeOptions<Inputs, Name> = {}): Merge<Name, Inputs> {
  return merge('multiply', options, (parts) => parts.reduce((product, part) => mul(product, part)));
}

/**
 * The mean of tensors of one shape, element by element. Keras `Average`.
 *
 * Inputs `a`, `b` (or as named): float32 `[...shape]`. Output `y`: float32 `[...shape]`.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { average } from '@sora-particles/combinator-core';
 *
 * const ensemble = average({ inputs: ['first', 'second', 'third'] });
 * ```
 */
export function average<
  const Inputs extends readonly string[] = readonly ['a', 'b'],
  const Name extends string = 'average',
>(options: MergeOptions<Inputs, Name> = {}): Merge<Name, Inputs> {
  return merge('average', options, (parts) => div(addN(parts), parts.length));
}

const isPorts: OptionCheck = (value) =>
  Array.isArray(value) &&
  value.length >= 2 &&
  new Set(value).size === value.length &&
  value.every((port) => typeof port === 'string' && port !== '')
    ? undefined
    : 'two or more different names';

function merge<Inputs extends readonly string[], Name extends string>(
  type: string,
  options: MergeOptions<Inputs, Name>,
  run: (parts: Tensor[]) => Tensor,
): Merge<Name, Inputs> {
  checkOptions<MergeOptions<Inputs, Name>>(type, options, {
    inputs: optional(isPorts),
    name: optional(is.string),
  });
  const inputs: readonly string[] = options.inputs ?? ['a', 'b'];
  const spec = { shape: ['...shape'], dtype: 'float32' } as const;
  const particle: AnyParticle = defineParticle({
    kind: `combinator-core/${type}@1`,
    name: options.name ?? type,
    config: { inputs: [...inputs] },
    input: Object.fromEntries(inputs.map((port) => [port, spec])),
    output: { y: spec },
    flops: ['mul', inputs.length, '...shape'],
    run: (_context, values: Readonly<Record<string, Tensor>>) => ({
      outputs: { y: run(inputs.flatMap((port) => values[port] ?? [])) },
    }),
  });
  return particle as Merge<Name, Inputs>;
}

/** How a manifest makes merging particles again. */
export const mergeKinds: readonly ParticleKind[] = [
  leafKind('combinator-core/add@1', add),
  leafKind('combinator-core/multiply@1', multiply),
  leafKind('combinator-core/average@1', average),
];
