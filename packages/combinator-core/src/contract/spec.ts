import type { Shape } from './dim.ts';

/** Element types of tensors, as TensorFlow.js names them. */
export type DType = 'float32' | 'int32' | 'bool' | 'string' | 'complex64';

/** The scale in which values are expressed, lowest and highest, e.g. `[0, 255]`. */
export type Range = readonly [lowest: number, highest: number];

/** The range of an output that is `scale * x + offset` of the input port `of`. */
export interface ScaledRange {
  readonly of: string;
  readonly scale: number;
  readonly offset: number;
}

/**
 * What a tensor on a port is, beyond its shape. An input *needs* what it states; an output
 * *promises* it.
 *
 * - `dtype`: the element type; a list accepts any of them; left out, an input accepts all.
 * - `range`: the scale of the values. An input that states one fits only the same one: [0, 1] where
 *   [0, 255] is needed is the classic silent bug, although it lies inside.
 * - `layout`: the order of the axes (`'NHWC'` throughout). An output that leaves it out fits.
 * - `meaning`: what the values stand for (`'image'`, `'image/grayscale'`, `'tokens'`, `'logits'`,
 *   `'probabilities'`, `'embedding'`, `'boxes'` ...). `'image'` accepts `'image/rgb'` too. An output
 *   that leaves it out fits, and the edge is reported as unverified.
 * - `like` (outputs only): dtype, range, layout and meaning are those of this input port, save for the
 *   ones stated here; `null` withdraws one.
 * - `optional` (inputs only): the port may stay unwired.
 */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype?: DType | readonly DType[];
  readonly range?: Range | ScaledRange | null;
  readonly layout?: string | null;
  readonly meaning?: string | null;
  readonly like?: string;
  readonly optional?: boolean;
}

/** Kinds of values that are not tensors. */
export type ValueKind = 'bytes' | 'text' | 'record' | 'label' | 'boxes';

/**
 * A value that is not a tensor: one (`shape` left out or `[]`) or a list of them (`['batch']`).
 *
 * - `'bytes'`: a `Uint8Array`; `meaning` tells the format, e.g. `'image'`.
 * - `'text'`: a string.
 * - `'record'`: a plain object; `fields` names the columns and their types.
 * - `'label'`: `{ label, score }`; `labels` names the classes in order.
 * - `'boxes'`: boxes with labels and scores.
 */
export interface ValueSpec {
  readonly value: ValueKind;
  readonly shape?: Shape;
  readonly meaning?: string | null;
  readonly fields?: Readonly<Record<string, 'number' | 'string' | 'boolean'>>;
  readonly labels?: readonly string[];
  readonly optional?: boolean;
}

/** What goes through a port. */
export type Spec = TensorSpec | ValueSpec;

/** Ports by name. A particle with one input and one output calls them `x` and `y`. */
export type Ports = Readonly<Record<string, Spec>>;

/** A condition between sizes that a shape cannot express, e.g. `['equal', ['mul', '...features'], 784]`. */
export type Constraint = readonly ['equal', Shape[number], Shape[number]];

/** Conditions of a particle; nearly always none. */
export type Constraints = readonly Constraint[];

/** The promise of a particle: what it takes, what it gives, and under which conditions. */
export interface Contract<
  In extends Ports = Ports,
  Out extends Ports = Ports,
  Where extends Constraints = Constraints,
> {
  readonly input: In;
  readonly output: Out;
  readonly where: Where;
}

/** Whether a spec describes a tensor rather than another value. */
export function isTensorSpec(spec: Spec): spec is TensorSpec {
  return !('value' in spec);
}
