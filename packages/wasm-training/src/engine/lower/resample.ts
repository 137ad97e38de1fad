import type { Node, Use } from '../graph.ts';
import { at, count, type KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import { type Emitter, inputOf, type Lowering, type Lowerings, outputOf } from './lowering.ts';

/** A resize along one axis. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function resizeOf({ attributes }: Node, from: number, to: number): Axis {
  return {
    from,
    to,
    alignCorners: attributes['alignCorners'] === true,
    halfPixelCenters: attributes['halfPixelCenters'] === true,
  };
}

/** How many places of the input a step of the output is. */
function scaleOf({ from, to, alignCorners }: Axis): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

/** What each place of the output lies between, as `assembly/resample.ts` takes it. */
function tapsOf(axis: Axis): Int32Array {
  const taps = new Int32Array(3 * axis.to);
  const parts = new Float32Array(taps.buffer);
  const scale = scaleOf(axis);
  for (let i = 0; i < axis.to; i++) {
    const place = axis.halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i;
    const before = Math.max(0, Math.floor(place));
    taps[3 * i] = before;
    taps[3 * i + 1] = Math.min(axis.from - 1, Math.ceil(place));
    parts[3 * i + 2] = place - before;
  }
  return taps;
}

/** The place of the input that is nearest to each place of the output, as TensorFlow.js sees it. */
function nearestOf(axis: Axis): readonly number[] {
  const scale = scaleOf(axis);
  return Array.from({ length: axis.to }, (_, i) => {
    const place = axis.halfPixelCenters ? scale * (i + 0.5) : scale * i;
    const near = axis.alignCorners ? Math.round(place) : Math.floor(place);
    return Math.max(0, Math.min(axis.from - 1, near));
  });
}

/** One axis of [outer, from, rowSize] to [outer, to, rowSize], or with `lerpRowsGrad` the way back. */
function along(
  emit: Emitter,
  kernel: 'lerpRows' | 'lerpRowsGrad',
  [x, y]: readonly [Use, Use],
  axis: Axis,
  outer: number,
): void {
  const { from, to } = axis;
  const rowSize = x.value.size / outer / (kernel === 'lerpRows' ? from : to);
  const taps = emit.constant(tapsOf(axis));
  const bytes = ({ value }: Use) => (value.size / outer) * 4;
  emit.task({
    units: outer,
    isDivisible: true,
    work: Math.max(x.value.size, y.value.size),
    reads: [x.value, taps.value],
    writes: [y.value],
    calls: [
      {
        kernel,
        args: [
          ...[at(x.value, bytes(x)), at(taps.value), at(y.value, bytes(y))],
          ...[count(), from, to, rowSize],
        ],
      },
    ],
  });
}

/** Along the width first, as TensorFlow.js does. */
const bilinear: Lowering = (node, emit) => {
  const [images, y] = [inputOf(node, 'images'), outputOf(node)];
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, newHeight = 1, newWidth = 1] = y.shape;
  const x = asFloat(images, emit);
  const wide = emit.temporary([batch, height, newWidth, channels]);
  along(emit, 'lerpRows', [x, wide], resizeOf(node, width, newWidth), batch * height);
  along(emit, 'lerpRows', [wide, y], resizeOf(node, height, newHeight), batch);
};

const bilinearGrad: Lowering = (node, emit) => {
  const [images, dy, dx] = [inputOf(node, 'images'), inputOf(node, 'dy'), outputOf(node)];
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, newHeight = 1, newWidth = 1] = dy.shape;
  const wide = emit.temporary([batch, height, newWidth, channels]);
  along(emit, 'lerpRowsGrad', [dy, wide], resizeOf(node, height, newHeight), batch);
  along(emit, 'lerpRowsGrad', [wide, dx], resizeOf(node, width, newWidth), batch * height);
};

function asFloat(images: Use, emit: Emitter): Use {
  const { dtype } = images.value;
  if (dtype === 'float32') return images;
  if (dtype === 'bool') throw new Untraceable('it resizes images of bool');
  const output = emit.temporary(images.shape);
  emit.elementwise({ kernel: 'intToFloat', form: 'flat', operands: [images], output });
  return output;
}

/** Pixels picked by their numbers, or added up where they came from, the same for each image. */
function pixels(kernel: KernelName, source: 'images' | 'dy'): Lowering {
  return (node, emit) => {
    const [images, x, y] = [inputOf(node, 'images'), inputOf(node, source), outputOf(node)];
    const isGrad = source === 'dy';
    if (x.value.dtype === 'bool') throw new Untraceable('it resizes images of bool');
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const [, newHeight = 1, newWidth = 1] = isGrad ? x.shape : y.shape;
    const columns = nearestOf(resizeOf(node, width, newWidth));
    const places = nearestOf(resizeOf(node, height, newHeight)).flatMap((row) =>
      columns.map((column) => row * width + column),
    );
    const ids = emit.constant(Int32Array.from(places));
    const bytes = ({ value }: Use) => (value.size / batch) * 4;
    const end = isGrad
      ? [places.length, channels, height * width, 0, channels]
      : [places.length, channels, height * width];
    emit.task({
      units: batch,
      block: 1,
      work: Math.max(x.value.size, y.value.size),
      reads: [x.value, ids.value],
      writes: [y.value],
      calls: [
        ...(isGrad
          ? [{ kernel: 'fill32' as const, args: [at(y.value, bytes(y)), 0, y.value.size / batch] }]
          : []),
        { kernel, args: [at(x.value, bytes(x)), at(ids.value), at(y.value, bytes(y)), ...end] },
      ],
    });
  };
}

/** Images of another size, and the gradients by the first ones. */
export const resampleLowerings: Lowerings = {
  ResizeBilinear: bilinear,
  ResizeBilinearGrad: bilinearGrad,
  ResizeNearestNeighbor: pixels('gatherRows', 'images'),
  ResizeNearestNeighborGrad: pixels('scatterAddRows', 'dy'),
};
