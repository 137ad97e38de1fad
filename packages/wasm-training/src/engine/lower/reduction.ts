import { util } from '@tensorflow/tfjs-core';
import { BYTES, type Node, type Use, sizeOf } from '../graph.ts';
import { at, count, type KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import {
  axisOf,
  type Emitter,
  inputOf,
  type Lowering,
  type Lowerings,
  outputOf,
} from './lowering.ts';

/** Reductions by the element type that they take. */
const KERNELS: Readonly<Record<string, Readonly<Record<string, KernelName>>>> = {
  Sum: { float32: 'sumAxis', int32: 'sumIntAxis' },
  Mean: { float32: 'meanAxis' },
  Max: { float32: 'maxAxis', int32: 'maxIntAxis' },
  Min: { float32: 'minAxis', int32: 'minIntAxis' },
  Prod: { float32: 'prodAxis' },
  Any: { bool: 'anyAxis' },
  All: { bool: 'allAxis' },
  ArgMax: { float32: 'argMaxAxis' },
  ArgMin: { float32: 'argMinAxis' },
};

/** A run of neighbouring axes that are all reduced, or all kept. */
interface Run {
  readonly size: number;
  readonly isReduced: boolean;
}

function runsOf(shape: readonly number[], reduced: ReadonlySet<number>): readonly Run[] {
  const runs: Run[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const isReduced = reduced.has(axis);
    const last = runs.at(-1);
    if (last?.isReduced === isReduced)
      runs[runs.length - 1] = { size: last.size * size, isReduced };
    else runs.push({ size, isReduced });
  });
  return runs;
}

/** From so many numbers on, a sum over leading axes is made of sums of parts, which threads share. */
const LONG = 16_384;

/** Reductions whose parts can be reduced like the whole. */
const BY_PARTS: ReadonlySet<KernelName> = new Set([
  ...(['sumAxis', 'meanAxis', 'maxAxis', 'minAxis', 'prodAxis'] as const),
  ...(['sumIntAxis', 'maxIntAxis', 'minIntAxis'] as const),
]);

/**
 * Into how many equal parts to cut a long leading axis: as many as it has entries along its first axis
 * (the batch, say, so that the sum joins what goes through the batch item by item), or else the most that
 * divide it.
 */
function partsOf(first: number, axis: number): number {
  if (first > 1 && first <= 256 && axis % first === 0) return first;
  for (let parts = 64; parts > 1; parts--) if (axis % parts === 0) return parts;
  return 1;
}

/** Reduces one run of axes, a long leading one by parts. */
function reduceRun(
  emit: Emitter,
  kernel: KernelName,
  x: Use,
  y: Use,
  [outer, axis, inner]: readonly [number, number, number],
): void {
  const parts =
    outer === 1 && axis * inner >= LONG && BY_PARTS.has(kernel)
      ? partsOf(x.shape[0] ?? 1, axis)
      : 1;
  if (parts === 1) {
    reduceMiddle(emit, kernel, x, y, [outer, axis, inner]);
    return;
  }
  const partial = emit.temporary([parts, inner], y.value.dtype);
  reduceMiddle(emit, kernel, x, partial, [parts, axis / parts, inner]);
  reduceMiddle(emit, kernel, partial, y, [1, parts, inner]);
}

/** Of [outer, axis, inner], reduces the middle one. */
function reduceMiddle(
  emit: Emitter,
  kernel: KernelName,
  x: Use,
  y: Use,
  [outer, axis, inner]: readonly [number, number, number],
): void {
  const task = { work: outer * axis * inner, reads: [x.value], writes: [y.value] };
  const [bytesX, bytesY] = [BYTES[x.value.dtype], BYTES[y.value.dtype]];
  if (outer >= inner || (outer > 1 && axis * inner >= 256)) {
    emit.task({
      ...task,
      units: outer,
      isDivisible: true,
      calls: [
        {
          kernel,
          args: [
            ...[at(x.value, axis * inner * bytesX), at(y.value, inner * bytesY)],
            ...[count(), axis, inner, 0, inner],
          ],
        },
      ],
    });
  } else {
    emit.task({
      ...task,
      units: inner,
      align: 16,
      calls: [
        {
          kernel,
          args: [
            ...[at(x.value), at(y.value), outer, axis, inner],
            ...[{ perUnit: 1 }, { perUnit: 1, perCount: 1 }],
          ],
        },
      ],
    });
  }
}

const reduction: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const kernel = KERNELS[node.kernel]?.[x.value.dtype];
  if (kernel === undefined) {
    throw new Untraceable(`the kernel '${node.kernel}' has no plan for ${x.value.dtype}`);
  }
  reduce(node, emit, kernel, x, outputOf(node));
};

function reduce(node: Node, emit: Emitter, kernel: KernelName, x: Use, y: Use): void {
  // `Max` has another name for it.
  const { axis, reductionIndices } = node.attributes;
  const axes = util.parseAxisParam((axis ?? reductionIndices) as number | number[], [...x.shape]);
  let runs = [...runsOf(x.shape, new Set(axes))];
  if (x.value.size === 0) throw new Untraceable(`'${node.kernel}' reduces an empty tensor`);
  if (!runs.some(({ isReduced }) => isReduced)) runs = [...runs, { size: 1, isReduced: true }];
  let current = x;
  // From the last one on: a mean of means of equally many is the mean.
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i];
    if (run?.isReduced !== true) continue;
    const outer = sizeOf(runs.slice(0, i).map(({ size }) => size));
    const inner = sizeOf(runs.slice(i + 1).map(({ size }) => size));
    runs = runs.filter((each) => each !== run);
    const isLast = !runs.some(({ isReduced }) => isReduced);
    const next = isLast ? y : emit.temporary([outer, inner], y.value.dtype);
    reduceRun(emit, kernel, current, next, [outer, run.size, inner]);
    current = next;
  }
}

const alongRows =
  (kernel: KernelName): Lowering =>
  (node, emit) => {
    const [x] = Object.values(node.inputs);
    if (x === undefined) throw new Untraceable(`'${node.kernel}' has no input`);
    const y = outputOf(node);
    const columns = x.shape.at(-1) ?? 1;
    emit.task({
      units: columns === 0 ? 0 : x.value.size / columns,
      isDivisible: true,
      work: x.value.size * 4,
      reads: [x.value],
      writes: [y.value],
      calls: [
        {
          kernel,
          args: [at(x.value, columns * 4), at(y.value, columns * 4), count(), columns],
        },
      ],
    });
  };

const running =
  (kernel: KernelName): Lowering =>
  (node, emit) => {
    const x = inputOf(node, 'x');
    const y = outputOf(node);
    const axis = axisOf(node, x);
    const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
    const size = x.shape[axis] ?? 1;
    if (x.value.dtype !== 'float32')
      throw new Untraceable(`the kernel '${node.kernel}' has no plan for ${x.value.dtype}`);
    emit.task({
      units: outer,
      work: x.value.size,
      reads: [x.value],
      writes: [y.value],
      calls: [
        {
          kernel,
          args: [
            ...[at(x.value, size * inner * 4), at(y.value, size * inner * 4), count(), size, inner],
            ...[node.attributes['exclusive'] === true ? 1 : 0],
            ...[node.attributes['reverse'] === true ? 1 : 0],
          ],
        },
      ],
    });
  };

/** Operations that make fewer numbers of many, or look at a whole row. */
export const reductionLowerings: Lowerings = {
  ...Object.fromEntries(Object.keys(KERNELS).map((name) => [name, reduction])),
  Softmax: alongRows('softmaxRows'),
  LogSoftmax: alongRows('logSoftmaxRows'),
  Cumsum: running('cumsumAxis'),
  Cumprod: running('cumprodAxis'),
};
