import { BYTES, type Use, sizeOf } from '../graph.ts';
import { at, count } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import {
  axisOf,
  type Emitter,
  inputOf,
  type Lowering,
  type Lowerings,
  outputOf,
} from './lowering.ts';
import { fill, stridesOf } from './movement.ts';

/** Copies rows of x, [rows, rowSize], by their numbers. */
function takeRows(emit: Emitter, x: Use, ids: Use, y: Use, rows: number, outer = 1): void {
  const taken = ids.value.size;
  const rowSize = taken === 0 ? 0 : y.value.size / taken / outer;
  const task = { work: y.value.size, reads: [x.value, ids.value], writes: [y.value] };
  const { kernel, xBytes, yBytes, options } = copyOf(x, y, rowSize);
  if (outer > 1) {
    emit.task({
      ...task,
      units: outer,
      block: 1,
      calls: [
        {
          kernel,
          args: [
            ...[at(x.value, rows * xBytes), at(ids.value)],
            ...[at(y.value, taken * yBytes), taken, rowSize, rows, ...options],
          ],
        },
      ],
    });
    return;
  }
  emit.task({
    ...task,
    units: taken,
    calls: [
      {
        kernel,
        args: [
          ...[at(x.value), at(ids.value, 4), at(y.value, yBytes)],
          ...[count(), rowSize, rows, ...options],
        ],
      },
    ],
  });
}

/** What bytes become, as the kernel `gatherBytes` calls it. */
const BECOME = { bool: 0, int32: 1, float32: 2 } as const;

/** The kernel that copies rows, and the bytes of a row before and after. */
function copyOf(x: Use, y: Use, rowSize: number) {
  const [xBytes, yBytes] = [x, y].map(({ value }) => rowSize * BYTES[value.dtype]) as [
    number,
    number,
  ];
  const isBytes = x.value.dtype === 'bool';
  const kernel = isBytes ? 'gatherBytes' : 'gatherRows';
  return { kernel, xBytes, yBytes, options: isBytes ? [BECOME[y.value.dtype]] : [] } as const;
}

const gather: Lowering = (node, emit) => {
  const [x, indices] = [inputOf(node, 'x'), inputOf(node, 'indices')];
  const y = outputOf(node);
  const axis = axisOf(node, x);
  const batchDims = (node.attributes['batchDims'] as number | undefined) ?? 0;
  if (indices.value.dtype !== 'int32') throw new Untraceable('it gathers by numbers not int32');
  const rows = x.shape[axis] ?? 1;
  if (batchDims === 0) takeRows(emit, x, indices, y, rows, sizeOf(x.shape.slice(0, axis)));
  else takeRowsByItem(emit, [x, indices, y], rows, sizeOf(x.shape.slice(0, batchDims)));
};

/** Each item of a batch with numbers of its own: x [batch, rows, rowSize], ids [batch, taken]. */
function takeRowsByItem(
  emit: Emitter,
  [x, ids, y]: readonly [Use, Use, Use],
  rows: number,
  batch: number,
): void {
  const taken = ids.value.size / batch;
  const rowSize = x.value.size / batch / rows;
  const { kernel, xBytes, yBytes, options } = copyOf(x, y, rowSize);
  if (y.value.size !== batch * taken * rowSize) {
    throw new Untraceable('it gathers along another axis than the one behind the batch');
  }
  emit.task({
    units: batch,
    block: 1,
    work: y.value.size,
    reads: [x.value, ids.value],
    writes: [y.value],
    calls: [
      {
        kernel,
        args: [
          ...[at(x.value, rows * xBytes), at(ids.value, taken * 4)],
          ...[at(y.value, taken * yBytes), taken, rowSize, rows, ...options],
        ],
      },
    ],
  });
}

/** Indices of several axes, [..., axes], as numbers of rows of a tensor of that shape. */
function rowNumbers(emit: Emitter, indices: Use, shape: readonly number[]): Use {
  const axes = indices.shape.at(-1) ?? 1;
  if (indices.value.dtype !== 'int32') throw new Untraceable('it counts by numbers not int32');
  if (axes === 1) return indices;
  const strides = emit.constant(Int32Array.from(stridesOf(shape.slice(0, axes))));
  const rows = indices.value.size / axes;
  const steps = emit.temporary([rows, axes], 'int32');
  const operands = [{ value: indices.value, shape: [rows, axes] }, strides];
  emit.elementwise({ kernel: 'mulInt', form: 'broadcast', operands, output: steps });
  const numbers = emit.temporary([rows], 'int32');
  emit.task({
    units: rows,
    work: indices.value.size,
    reads: [steps.value],
    writes: [numbers.value],
    calls: [
      {
        kernel: 'sumIntAxis',
        args: [at(steps.value, axes * 4), at(numbers.value, 4), count(), axes, 1, 0, 1],
      },
    ],
  });
  return numbers;
}

const gatherNd: Lowering = (node, emit) => {
  const [params, indices] = [inputOf(node, 'params'), inputOf(node, 'indices')];
  const rows = sizeOf(params.shape.slice(0, indices.shape.at(-1)));
  takeRows(emit, params, rowNumbers(emit, indices, params.shape), outputOf(node), rows);
};

/** y[ids[i]] += x[i]; columns are shared among threads, so that the order of the sums stays. */
function addRows(emit: Emitter, x: Use, ids: Use, y: Use, segments: number): void {
  const rows = ids.value.size;
  const rowSize = segments === 0 ? 0 : y.value.size / segments;
  if (x.value.dtype !== 'float32' || ids.value.dtype !== 'int32') {
    throw new Untraceable('it adds up rows that are not float32');
  }
  emit.task(fill(y, 0));
  emit.task({
    units: rowSize,
    align: 16,
    work: x.value.size,
    reads: [x.value, ids.value, y.value],
    writes: [y.value],
    calls: [
      {
        kernel: 'scatterAddRows',
        args: [
          ...[at(x.value), at(ids.value), at(y.value), rows, rowSize, segments],
          ...[{ perUnit: 1 }, { perUnit: 1, perCount: 1 }],
        ],
      },
    ],
  });
}

const segmentSum: Lowering = (node, emit) => {
  const [x, ids] = [inputOf(node, 'x'), inputOf(node, 'segmentIds')];
  addRows(emit, x, ids, outputOf(node), node.attributes['numSegments'] as number);
};

const scatterNd: Lowering = (node, emit) => {
  const [indices, updates] = [inputOf(node, 'indices'), inputOf(node, 'updates')];
  const y = outputOf(node);
  const rows = sizeOf(y.shape.slice(0, indices.shape.at(-1)));
  addRows(emit, updates, rowNumbers(emit, indices, y.shape), y, rows);
};

const oneHot: Lowering = (node, emit) => {
  const indices = inputOf(node, 'indices');
  const y = outputOf(node);
  const { depth, onValue, offValue } = node.attributes as Record<string, number>;
  const columns = depth as number;
  if (y.value.dtype !== 'float32') {
    // In TensorFlow.js the ones of int32 and float32 differ in nothing but their type.
    const ones = emit.temporary(y.shape);
    rowsOfOne(emit, indices, ones, columns, onValue ?? 1, offValue ?? 0);
    const kernel = y.value.dtype === 'int32' ? 'floatToInt' : 'floatToBool';
    emit.elementwise({ kernel, form: 'flat', operands: [ones], output: y });
    return;
  }
  rowsOfOne(emit, indices, y, columns, onValue ?? 1, offValue ?? 0);
};

function rowsOfOne(emit: Emitter, ids: Use, y: Use, depth: number, on: number, off: number): void {
  emit.task({
    units: ids.value.size,
    work: y.value.size,
    reads: [ids.value],
    writes: [y.value],
    calls: [
      {
        kernel: 'oneHotRows',
        args: [at(ids.value, 4), at(y.value, depth * 4), count(), depth, on, off],
      },
    ],
  });
}

/** Operations that move rows by their numbers. */
export const gatherLowerings: Lowerings = {
  GatherV2: gather,
  GatherNd: gatherNd,
  UnsortedSegmentSum: segmentSum,
  ScatterNd: scatterNd,
  OneHot: oneHot,
};
