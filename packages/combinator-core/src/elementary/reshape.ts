import { reshape as reshapeOp } from '@tensorflow/tfjs-core';
import type { Dim } from '../contract/dim.ts';
import type { Constraint, Constraints } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link reshape}. */
export interface ReshapeOptions<
  Target extends readonly number[] = readonly number[],
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The sizes of one item, positive integers. One of them may be -1: it takes what the others leave. */
  readonly shape: Target;
}

/** The features divided by every size that is stated, one after the other. */
type Rest<
  Target extends readonly number[],
  Left extends Dim = readonly ['mul', '...features'],
> = Target extends readonly [infer Size extends number, ...infer More extends readonly number[]]
  ? Rest<More, Size extends -1 ? Left : readonly ['div', Left, Size]>
  : Left;

/** The sizes of one item of the output of {@link reshape}. */
export type ReshapedItem<Target extends readonly number[]> = number extends Target[number]
  ? { readonly [Axis in keyof Target]: Dim }
  : { readonly [Axis in keyof Target]: Target[Axis] extends -1 ? Rest<Target> : Target[Axis] };

/** The condition of {@link reshape}: none with a -1, which must divide evenly by itself. */
export type ReshapeConstraints<Target extends readonly number[]> = number extends Target[number]
  ? readonly Constraint[]
  : -1 extends Target[number]
    ? readonly []
    : readonly [readonly ['equal', readonly ['mul', '...features'], readonly ['mul', ...Target]]];

/** Made by {@link reshape}. */
export interface Reshape<
  Name extends string = string,
  Target extends readonly number[] = readonly number[],
> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['batch', '...features'] } },
  {
    readonly y: {
      readonly shape: readonly ['batch', ...ReshapedItem<Target>];
      readonly like: 'x';
      readonly layout: null;
    };
  },
  ReshapeConstraints<Target>
> {}

const isTarget: OptionCheck = (value) => {
  const wanted = 'a list of positive integers, one of which may be -1';
  if (!Array.isArray(value)) return wanted;
  const fixed = value.filter((size) => size !== -1);
  const valid = fixed.every((size) => is.positiveInteger(size) === undefined);
  return valid && value.length - fixed.length <= 1 ? undefined : wanted;
};

/**
 * Gives each item of a batch other axes; the values keep their order. PyTorch `Unflatten` or `view`,
 * Keras `Reshape`.
 *
 * Input `x`: any dtype, `[batch, ...features]`, as many values an item as the output has. Output `y`:
 * `[batch, ...shape]`; dtype, range and meaning pass through, the layout does not.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { reshape } from '@sora-particles/combinator-core/elementary';
 *
 * const images = reshape({ shape: [28, 28, 1] });
 * const rows = reshape({ shape: [-1, 28], name: 'rows' });
 * ```
 */
export function reshape<
  const Target extends readonly number[],
  const Name extends string = 'reshape',
>(options: ReshapeOptions<Target, Name>): Reshape<Name, Target> {
  checkOptions('reshape', options, { shape: isTarget, name: optional(is.string) });
  const { shape }: ReshapeOptions = options;
  const fixed = shape.filter((size) => size !== -1);
  const isOpen = fixed.length < shape.length;
  const rest = fixed.reduce<Dim>((left, size) => ['div', left, size], ['mul', '...features']);
  const item = shape.map((size) => (size === -1 ? rest : size));
  const where: Constraints = isOpen ? [] : [['equal', ['mul', '...features'], ['mul', ...fixed]]];
  const particle: AnyParticle = defineParticle({
    kind: 'combinator-core/reshape@1',
    name: options.name ?? ('reshape' as Name),
    config: { shape: [...shape] },
    input: { x: { shape: ['batch', '...features'] } },
    output: {
      y: { shape: ['batch', ...item], like: 'x', layout: null },
    },
    where,
    run: (_context, { x }) => {
      const [count, ...item] = x.shape;
      // TensorFlow.js infers no size in an empty batch.
      const rest = sizeOf(item) / sizeOf(shape.filter((size) => size !== -1));
      const sizes = shape.map((size) => (size === -1 ? rest : size));
      return { outputs: { y: reshapeOp(x, [count, ...sizes]) } };
    },
  });
  return particle as Reshape<Name, Target>;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Registry entry of {@link reshape}. */
export const reshapeKind = leafKind('combinator-core/reshape@1', reshape);
