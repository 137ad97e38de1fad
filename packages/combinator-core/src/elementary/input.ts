import type { Shape } from '../contract/dim.ts';
import type { DType, Range, Spec, ValueKind } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link input} for a tensor. */
export interface TensorInputOptions extends NamedOptions {
  /** Sizes of the axes: numbers, and symbols such as `'batch'` for those that may vary. */
  readonly shape: Shape;
  /** Element type. */
  readonly dtype: DType;
  /** Lowest and highest value of the scale. Default: not stated. */
  readonly range?: Range;
  /** Order of the axes, e.g. `'NHWC'`. Default: not stated. */
  readonly layout?: string;
  /** What the values stand for, e.g. `'image/grayscale'`. Default: not stated. */
  readonly meaning?: string;
}

/** Options of {@link input} for another value. */
export interface ValueInputOptions extends NamedOptions {
  /** What it is. */
  readonly value: ValueKind;
  /** `['batch']` for a list. Default `[]`: a single one. */
  readonly shape?: Shape;
  /** What it stands for, e.g. `'image'` for bytes. Default: not stated. */
  readonly meaning?: string;
  /** Columns of a record and their types. */
  readonly fields?: Readonly<Record<string, 'number' | 'string' | 'boolean'>>;
  /** Classes of a label, in order. */
  readonly labels?: readonly string[];
}

/** The spec that options of {@link input} state. */
export type InputSpec<Options> = {
  readonly [Key in keyof Options as Exclude<Key, 'name'>]: Options[Key];
} extends infer Stated extends Spec
  ? Stated
  : never;

/** The name that options of {@link input} state. */
export type InputName<Options> = Options extends { readonly name: infer Name extends string }
  ? Name
  : 'input';

/** Made by {@link input}. */
export interface Input<Name extends string = string, Declared extends Spec = Spec> extends Particle<
  Name,
  { readonly x: Declared },
  { readonly y: Declared },
  readonly []
> {}

/**
 * Where a composition starts: gives what it takes, y = x, and declares what that is, so that sizes,
 * ranges and meanings are known to everything behind it. Keras `Input`.
 *
 * Input `x` and output `y`: as declared.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`,
 *   `contract-invalid` for a shape that cannot be.
 *
 * @example
 * ```ts
 * import { input } from '@sora-particles/combinator-core/elementary';
 *
 * const pixels = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 1], meaning: 'image' });
 * const files = input({ value: 'bytes', shape: ['batch'], meaning: 'image', name: 'files' });
 * ```
 */
export function input<const Options extends TensorInputOptions | ValueInputOptions>(
  options: Options,
): Input<InputName<Options>, InputSpec<Options>> {
  const { name, ...stated } = checked(options);
  const spec: Spec = stated;
  const particle: AnyParticle = defineParticle({
    kind: 'combinator-core/input@1',
    name: name ?? 'input',
    config: { ...stated },
    input: { x: spec },
    output: { y: spec },
    traits: { differentiable: !('value' in spec) },
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });
  return particle as Input<InputName<Options>, InputSpec<Options>>;
}

const isFieldType = is.oneOf('number', 'string', 'boolean');

const isFields: OptionCheck = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((type) => isFieldType(type) === undefined)
    ? undefined
    : "an object of columns, each 'number', 'string' or 'boolean'";

const isShape: OptionCheck = (value) =>
  Array.isArray(value) && value.every(isSize)
    ? undefined
    : 'a list of sizes: non-negative integers, symbols, null or expressions';

/** A size at first sight; the contract is checked in full when the particle is defined. */
function isSize(size: unknown): boolean {
  return (
    is.nonNegativeInteger(size) === undefined ||
    typeof size === 'string' ||
    size === null ||
    (Array.isArray(size) && ['add', 'mul', 'div', 'window'].includes(String(size[0])))
  );
}

function checked(
  options: TensorInputOptions | ValueInputOptions,
): TensorInputOptions | ValueInputOptions {
  if (typeof options === 'object' && 'value' in options) {
    checkOptions<ValueInputOptions>('input', options, {
      value: is.oneOf('bytes', 'text', 'record', 'label', 'boxes'),
      shape: optional(isShape),
      meaning: optional(is.string),
      fields: optional(isFields),
      labels: optional(is.arrayOf(is.string)),
      name: optional(is.string),
    });
    return options;
  }
  checkOptions<TensorInputOptions>('input', options, {
    shape: isShape,
    dtype: is.oneOf('float32', 'int32', 'bool', 'string', 'complex64'),
    range: optional(is.arrayOf(is.finite, 2)),
    layout: optional(is.string),
    meaning: optional(is.string),
    name: optional(is.string),
  });
  return options;
}

/** Registry entry of {@link input}. */
export const inputKind = leafKind('combinator-core/input@1', input);
