import { isTensorSpec, type AnyParticle, type Value } from '@sora-particles/combinator-core';
import {
  cast,
  concat,
  expandDims,
  getBackend,
  ones,
  slice,
  tensor,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { isTensor, type Values } from '../internal/values.ts';

/** An input that is wrong, or may be. */
export interface WrongInput {
  /** What is wrong, as the subject of a sentence. */
  readonly what: string;
  /** Whether no particle may accept it. Otherwise the contract decides. */
  readonly mustFail: boolean;
  /** Makes the values; tensors other than those of the right input are the caller's. */
  readonly make: () => Values;
}

/** Backends on which `predict` looks at the values. */
const SYNCHRONOUS = ['cpu', 'wasm', 'tensorflow'];

/** Everything that is wrong with an input in one way. */
export function wrongInputs(particle: AnyParticle, right: Values): readonly WrongInput[] {
  const withPort = (port: string, make: () => Value) => () => ({ ...right, [port]: make() });
  const list: WrongInput[] = [];
  list.push({
    what: 'a port that the particle does not have',
    mustFail: Object.values(right).every(isTensor),
    make: withPort('aPortOfNoParticle', () => ones([1])),
  });
  for (const [port, value] of Object.entries(right)) {
    const spec = particle.input[port];
    if (spec === undefined) continue;
    const { [port]: _left, ...rest } = right;
    list.push({
      what: `an input without the port '${port}'`,
      mustFail: spec.optional !== true && Object.keys(rest).length > 0,
      make: () => rest,
    });
    const add = (what: string, mustFail: boolean, make: () => Value): void => {
      list.push({ what: `${what} for '${port}'`, mustFail, make: withPort(port, make) });
    };
    if (!isTensorSpec(spec) || !isTensor(value)) {
      add('a tensor instead of another value', true, () => ones([1]));
      for (const [what, other] of damaged(value)) add(what, false, () => other);
      continue;
    }
    add('a text instead of a tensor', true, () => 'text');
    const accepted = spec.dtype === undefined ? undefined : [spec.dtype].flat();
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      if (dtype === value.dtype || value.dtype === 'string') continue;
      const mustFail = accepted !== undefined && !accepted.includes(dtype);
      if (mustFail) add(`the element type ${dtype}`, true, () => cast(value, dtype));
    }
    if (value.dtype === 'float32' && value.size > 0) {
      for (const number of [NaN, Infinity]) {
        add(String(number), SYNCHRONOUS.includes(getBackend()), () => holding(value, number));
      }
    }
    for (const [what, make] of reshaped(value)) add(what, false, make);
  }
  return list;
}

function holding(value: Tensor, number: number): Tensor {
  const values = Float32Array.from(value.dataSync<'float32'>());
  values[values.length - 1] = number;
  return tensor(values, value.shape, 'float32');
}

function reshaped(value: Tensor): readonly [string, () => Tensor][] {
  const first = (axis: number, size: number): Tensor =>
    slice(
      value,
      value.shape.map(() => 0),
      value.shape.map((all, i) => (i === axis ? size : all)),
    );
  return [
    ['one more axis', () => expandDims(value, value.rank)],
    [
      'one axis less',
      () =>
        tensor(
          value.dataSync().slice(
            0,
            value.shape.slice(1).reduce((a, b) => a * b, 1),
          ),
          value.shape.slice(1),
          value.dtype,
        ),
    ],
    ...value.shape.flatMap((size, axis): [string, () => Tensor][] => [
      [
        `one more along axis ${axis}`,
        () => {
          const one = first(axis, 1);
          const more = concat([value, one], axis);
          one.dispose();
          return more;
        },
      ],
      ...(size > 1
        ? [[`one less along axis ${axis}`, () => first(axis, size - 1)] as [string, () => Tensor]]
        : []),
    ]),
  ].filter(([what]) => value.rank > 0 || what === 'one more axis') as [string, () => Tensor][];
}

/** Values of the same kind that may make no sense. */
function damaged(value: Value): readonly [string, Value][] {
  const each = (change: (item: never) => unknown): Value =>
    (Array.isArray(value) && !isTensor(value)
      ? value.map((item) => change(item as never))
      : change(value as never)) as Value;
  const [item] = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  if (item instanceof Uint8Array) {
    const bytes = (change: (item: Uint8Array) => Uint8Array): Value => each(change);
    return [
      ['no bytes', bytes(() => new Uint8Array())],
      ['half of the bytes', bytes((all) => all.slice(0, all.length >> 1))],
      ['other bytes', bytes((all) => all.map((byte, i) => (byte * 31 + i) & 255))],
      [
        'one wrong byte',
        bytes((all) => all.map((byte, i) => (i === all.length >> 1 ? byte ^ 255 : byte))),
      ],
    ];
  }
  if (typeof item === 'string') return [['no text', each(() => '')]];
  return [];
}
