import { concat, type Tensor } from '@tensorflow/tfjs-core';
import type { Dim, Shape } from '../contract/dim.ts';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional, type OptionCheck } from '../options.ts';
import type { AnyParticle, Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** The axes along which {@link concatenate} works: counted from the last, or from the one after the batch. */
export type ConcatenationAxis = -1 | -2 | -3 | 1 | 2 | 3;

/** Options of {@link concatenate}. */
export interface ConcatenateOptions<
  Inputs extends readonly string[] = readonly string[],
  Axis extends ConcatenationAxis = ConcatenationAxis,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Names of the input ports, in order; two or more. Default `['a', 'b']`. */
  readonly inputs?: Inputs;
  /** The axis along which they are joined. Default -1, the last. */
  readonly axis?: Axis;
}

interface Shapes<Size extends Dim> {
  readonly '-1': readonly ['...lead', Size];
  readonly '-2': readonly ['...lead', Size, 'last'];
  readonly '-3': readonly ['...lead', Size, 'second', 'last'];
  readonly '1': readonly ['axis0', Size, '...rest'];
  readonly '2': readonly ['axis0', 'axis1', Size, '...rest'];
  readonly '3': readonly ['axis0', 'axis1', 'axis2', Size, '...rest'];
}

/** Made by {@link concatenate}. */
export interface Concatenate<
  Name extends string = string,
  Inputs extends readonly string[] = readonly string[],
  Axis extends ConcatenationAxis = ConcatenationAxis,
> extends Particle<
  Name,
  {
    readonly [Port in Inputs[number]]: {
      readonly shape: Shapes<Port>[`${Axis}`];
      readonly dtype: 'float32';
    };
  },
  {
    readonly y: {
      readonly shape: Shapes<readonly ['add', ...Inputs]>[`${Axis}`];
      readonly dtype: 'float32';
    };
  },
  readonly []
> {}

const RESERVED = ['axis0', 'axis1', 'axis2', 'second', 'last'];

const isPorts: OptionCheck = (value) => {
  const valid =
    Array.isArray(value) &&
    value.length >= 2 &&
    new Set(value).size === value.length &&
    value.every((port) => typeof port === 'string' && /^[A-Za-z]\w*$/.test(port)) &&
    !value.some((port) => RESERVED.includes(port as string));
  return valid
    ? undefined
    : `two or more different names of letters and digits, none of ${RESERVED.join(', ')}`;
};

/**
 * Joins tensors along an axis; all other axes must agree. PyTorch `cat`, Keras `Concatenate`.
 *
 * Inputs `a`, `b` (or as named): float32 `[...lead, a]`, `[...lead, b]`. Output `y`: float32
 * `[...lead, a + b]`; range, layout and meaning are not passed on, as the inputs may differ in them.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { concatenate } from '@sora-particles/combinator-core/elementary';
 *
 * const both = concatenate({ inputs: ['left', 'right'] });
 * ```
 */
export function concatenate<
  const Inputs extends readonly string[] = readonly ['a', 'b'],
  const Axis extends ConcatenationAxis = -1,
  const Name extends string = 'concatenate',
>(options: ConcatenateOptions<Inputs, Axis, Name> = {}): Concatenate<Name, Inputs, Axis> {
  checkOptions('concatenate', options, {
    inputs: optional(isPorts),
    axis: optional(is.oneOf(-1, -2, -3, 1, 2, 3)),
    name: optional(is.string),
  });
  const { inputs = ['a', 'b'], axis = -1, name = 'concatenate' }: ConcatenateOptions = options;
  const spec = (size: Dim) => ({ shape: shapeAround(size, axis), dtype: 'float32' }) as const;
  const particle: AnyParticle = defineParticle({
    kind: 'combinator-core/concatenate@1',
    name,
    config: { inputs: [...inputs], axis },
    input: Object.fromEntries(inputs.map((port) => [port, spec(port)])),
    output: { y: spec(['add', ...inputs]) },
    run: (_context, values: Readonly<Record<string, Tensor>>) => {
      const parts = inputs.flatMap((port) => values[port] ?? []);
      return { outputs: { y: concat(parts, axis) } };
    },
  });
  return particle as Concatenate<Name, Inputs, Axis>;
}

function shapeAround(size: Dim, axis: ConcatenationAxis): Shape {
  if (axis < 0) return ['...lead', size, ...['second', 'last'].slice(axis + 3)];
  return [...['axis0', 'axis1', 'axis2'].slice(0, axis), size, '...rest'];
}

/** Registry entry of {@link concatenate}. */
export const concatenateKind = leafKind('combinator-core/concatenate@1', concatenate);
