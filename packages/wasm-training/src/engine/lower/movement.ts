import { slice_util } from '@tensorflow/tfjs-core';
import { BYTES, type Use, sizeOf } from '../graph.ts';
import { at, type KernelName, type Task } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import {
  axisOf,
  type Emitter,
  inputOf,
  listOf,
  type Lowering,
  type Lowerings,
  outputOf,
} from './lowering.ts';

/** A walk over elements: how many there are along each axis, and how far apart they lie on both sides. */
interface Walk {
  readonly sizes: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** The first element on either side. */
  readonly fromOffset?: number;
  readonly toOffset?: number;
}

/** Strides of a tensor in row-major order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= size;
  }
  return strides;
}

/** Axes of one element are left out, and neighbours that are one run on both sides become one. */
function simplify({ sizes, from, to }: Walk): { sizes: number[]; from: number[]; to: number[] } {
  const axes: { size: number; from: number; to: number }[] = [];
  sizes.forEach((size, i) => {
    if (size === 1) return;
    const axis = { size, from: from[i] as number, to: to[i] as number };
    const outer = axes.at(-1);
    if (outer?.from === axis.from * size && outer.to === axis.to * size) {
      axes[axes.length - 1] = { ...axis, size: outer.size * size };
    } else {
      axes.push(axis);
    }
  });
  return {
    sizes: axes.map(({ size }) => size),
    from: axes.map((axis) => axis.from),
    to: axes.map((axis) => axis.to),
  };
}

/** Copies elements from one tensor to places of another. The first axis is shared among threads. */
export function copy(emit: Emitter, source: Use, target: Use, walk: Walk): void {
  const { fromOffset = 0, toOffset = 0 } = walk;
  const { sizes, from, to } = simplify(walk);
  const size = sizeOf(sizes);
  if (size === 0) return;
  const bytes = BYTES[source.value.dtype];
  const [first = 1, ...rest] = sizes;
  const parts = partsOf(first, size);
  const descriptor = emit.constant(
    Int32Array.from([Math.max(1, sizes.length), first / parts, ...rest, ...pad(from), ...pad(to)]),
  );
  const step = (strides: readonly number[]): number => ((strides[0] ?? 0) * first * bytes) / parts;
  emit.task({
    units: parts,
    block: 1,
    work: size,
    reads: [source.value, descriptor.value],
    writes: [target.value],
    calls: [
      {
        kernel: strided(bytes),
        args: [
          at(source.value, step(from), fromOffset * bytes),
          at(target.value, step(to), toOffset * bytes),
          at(descriptor.value),
        ],
      },
    ],
  });
}

/** A walk over a single element still has an axis. */
const pad = (strides: readonly number[]): readonly number[] =>
  strides.length === 0 ? [1] : strides;

const strided = (bytes: number): KernelName => (bytes === 4 ? 'stridedCopy32' : 'stridedCopy8');

/** Into how many equal parts the first axis is cut: at most 8. */
function partsOf(first: number, size: number): number {
  if (size < 16_384) return 1;
  for (let parts = 8; parts > 1; parts--) if (first % parts === 0) return parts;
  return 1;
}

/** A task that gives all elements one value. */
export function fill({ value }: Use, number: number): Task {
  const { size, dtype } = value;
  const calls = (kernel: KernelName, bits: number): Task['calls'] => [
    {
      kernel,
      args: [at(value, BYTES[dtype]), bits, { perCount: 1 }],
    },
  ];
  return {
    units: size,
    align: 16,
    work: size / 4,
    reads: [],
    writes: [value],
    calls: dtype === 'bool' ? calls('fill8', number) : calls('fill32', bitsOf(number, dtype)),
  };
}

function bitsOf(number: number, dtype: 'float32' | 'int32'): number {
  if (dtype === 'int32') return number;
  return new Int32Array(Float32Array.of(number).buffer)[0] as number;
}

const transpose: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const perm = node.attributes['perm'] as readonly number[];
  const strides = stridesOf(x.shape);
  copy(emit, x, y, {
    sizes: y.shape,
    from: perm.map((axis) => strides[axis] as number),
    to: stridesOf(y.shape),
  });
};

/** Spreads a tensor over axes that it lacks or has one element along. */
export function broadcast(emit: Emitter, x: Use, y: Use): void {
  const missing = y.shape.length - x.shape.length;
  const strides = stridesOf(x.shape);
  copy(emit, x, y, {
    sizes: y.shape,
    from: y.shape.map((_, i) => {
      const axis = i - missing;
      return axis < 0 || x.shape[axis] === 1 ? 0 : (strides[axis] as number);
    }),
    to: stridesOf(y.shape),
  });
}

const slice: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const begin = node.attributes['begin'] as number | readonly number[];
  const strides = stridesOf(x.shape);
  // What is not stated begins at 0, as in TensorFlow.js.
  const first = x.shape.map((_, i) =>
    typeof begin === 'number' ? (i === 0 ? begin : 0) : (begin[i] ?? 0),
  );
  const fromOffset = first.reduce((sum, start, i) => sum + start * (strides[i] as number), 0);
  copy(emit, x, y, { sizes: y.shape, from: strides, to: stridesOf(y.shape), fromOffset });
};

const stridedSlice: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const { begin, end, strides } = node.attributes as Record<string, number[]>;
  const masks = node.attributes as Record<string, number>;
  const info = slice_util.sliceInfo(
    [...x.shape],
    begin as number[],
    end as number[],
    strides as number[],
    masks['beginMask'] as number,
    masks['endMask'] as number,
    masks['ellipsisMask'] as number,
    masks['newAxisMask'] as number,
    masks['shrinkAxisMask'] as number,
  );
  const own = stridesOf(x.shape);
  const sizes = slice_util.computeOutShape(info.begin, info.end, info.strides);
  copy(emit, x, y, {
    sizes,
    from: own.map((stride, i) => stride * (info.strides[i] as number)),
    to: stridesOf(sizes),
    fromOffset: own.reduce((sum, stride, i) => sum + stride * (info.begin[i] as number), 0),
  });
};

const reverse: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const dims = [node.attributes['dims'] as number | readonly number[]].flat();
  const turned = new Set(dims.map((axis) => (axis + x.shape.length) % x.shape.length));
  const strides = stridesOf(x.shape);
  copy(emit, x, y, {
    sizes: x.shape,
    from: strides.map((stride, i) => (turned.has(i) ? -stride : stride)),
    to: stridesOf(y.shape),
    fromOffset: strides.reduce(
      (sum, stride, i) => sum + (turned.has(i) ? stride * ((x.shape[i] as number) - 1) : 0),
      0,
    ),
  });
};

const tile: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const reps = node.attributes['reps'] as readonly number[];
  const strides = stridesOf(x.shape);
  const sizes = x.shape.flatMap((size, i) => [reps[i] as number, size]);
  copy(emit, x, y, {
    sizes,
    from: strides.flatMap((stride) => [0, stride]),
    to: stridesOf(sizes),
  });
};

const padConstant: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const paddings = node.attributes['paddings'] as readonly (readonly [number, number])[];
  const strides = stridesOf(y.shape);
  emit.task(fill(y, Number(node.attributes['constantValue'] ?? 0)));
  copy(emit, x, y, {
    sizes: x.shape,
    from: stridesOf(x.shape),
    to: strides,
    toOffset: paddings.reduce((sum, [before], i) => sum + before * (strides[i] as number), 0),
  });
};

/** Puts tensors side by side along an axis of the output. */
function join(emit: Emitter, parts: readonly Use[], y: Use, axis: number): void {
  const strides = stridesOf(y.shape);
  let start = 0;
  for (const part of parts) {
    copy(emit, part, y, {
      sizes: part.shape,
      from: stridesOf(part.shape),
      to: strides,
      toOffset: start * (strides[axis] as number),
    });
    start += part.shape[axis] as number;
  }
}

const concat: Lowering = (node, emit) => {
  const y = outputOf(node);
  const axis = axisOf(node, y);
  const parts = listOf(node).filter(({ shape }) => shape.length === y.shape.length);
  join(emit, parts, y, axis);
};

const pack: Lowering = (node, emit) => {
  const y = outputOf(node);
  const axis = axisOf(node, y);
  const parts = listOf(node).map(({ value, shape }) => ({
    value,
    shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)],
  }));
  join(emit, parts, y, axis);
};

/** Takes a tensor apart along an axis. */
const split: Lowering = (node, emit) => {
  const [x] = Object.values(node.inputs);
  if (x === undefined) throw new Untraceable(`'${node.kernel}' has no input`);
  const axis = axisOf(node, x);
  const strides = stridesOf(x.shape);
  const along = (x.shape[axis] as number) / (node.kernel === 'Unpack' ? node.outputs.length : 1);
  let start = 0;
  for (const y of node.outputs) {
    const size = node.kernel === 'Unpack' ? along : (y.shape[axis] as number);
    const sizes = x.shape.map((each, i) => (i === axis ? size : each));
    copy(emit, x, y, {
      sizes,
      from: strides,
      to: stridesOf(sizes),
      fromOffset: start * (strides[axis] as number),
    });
    start += size;
  }
};

const fillLike =
  (number: number): Lowering =>
  (node, emit) => {
    emit.task(fill(outputOf(node), number));
  };

/** Operations that move numbers without changing them. */
export const movementLowerings: Lowerings = {
  Transpose: transpose,
  BroadcastTo: (node, emit) => {
    broadcast(emit, inputOf(node, 'x'), outputOf(node));
  },
  Slice: slice,
  StridedSlice: stridedSlice,
  Reverse: reverse,
  Tile: tile,
  PadV2: padConstant,
  Concat: concat,
  Pack: pack,
  Unpack: split,
  SplitV: split,
  ZerosLike: fillLike(0),
  OnesLike: fillLike(1),
};
