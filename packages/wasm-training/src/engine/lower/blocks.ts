import { type Use, sizeOf } from '../graph.ts';
import { Untraceable } from '../untraceable.ts';
import { inputOf, type Lowering, type Lowerings, outputOf } from './lowering.ts';
import { copy, fill, stridesOf } from './movement.ts';

/**
 * A walk over blocks of a tensor [batch, ...spatial, ...rest] and over the batch of
 * [...block, batch, ...spatial / block, ...rest], which holds each place within a block as an item by
 * itself: how far apart elements lie in the first, in the order of the second.
 */
function walkOf(whole: readonly number[], block: readonly number[]) {
  const strides = stridesOf(whole);
  const [batch = 1] = whole;
  const spatial = block.map((size, i) => (whole[i + 1] as number) / size);
  const rest = whole.slice(block.length + 1);
  return {
    sizes: [...block, batch, ...spatial, ...rest],
    strides: [
      ...block.map((_, i) => strides[i + 1] as number),
      strides[0] as number,
      ...block.map((size, i) => size * (strides[i + 1] as number)),
      ...strides.slice(block.length + 1),
    ],
  };
}

/** The places of `inner` within `outer`, which has so many more elements before each axis. */
const offsetOf = (outer: readonly number[], before: readonly number[]): number =>
  stridesOf(outer).reduce((sum, stride, axis) => sum + stride * (before[axis] ?? 0), 0);

type Pairs = readonly (readonly [number, number])[];

const spaceToBatch: Lowering = (node, emit) => {
  const [x, y] = [inputOf(node, 'x'), outputOf(node)];
  const block = node.attributes['blockShape'] as readonly number[];
  const paddings = node.attributes['paddings'] as Pairs;
  const before = [0, ...paddings.map(([first]) => first)];
  const whole = x.shape.map((size, axis) => size + sum(paddings[axis - 1]));
  let padded: Use = x;
  if (paddings.flat().some((size) => size > 0)) {
    padded = emit.temporary(whole, x.value.dtype);
    emit.task(fill(padded, 0));
    const toOffset = offsetOf(whole, before);
    const [from, to] = [stridesOf(x.shape), stridesOf(whole)];
    copy(emit, x, padded, { sizes: x.shape, from, to, toOffset });
  }
  const { sizes, strides } = walkOf(whole, block);
  copy(emit, padded, y, { sizes, from: strides, to: stridesOf(sizes) });
};

const batchToSpace: Lowering = (node, emit) => {
  const [x, y] = [inputOf(node, 'x'), outputOf(node)];
  const block = node.attributes['blockShape'] as readonly number[];
  const crops = node.attributes['crops'] as Pairs;
  const isCropped = crops.flat().some((size) => size > 0);
  const whole = y.shape.map((size, axis) => size + sum(crops[axis - 1]));
  const joined = isCropped ? emit.temporary(whole, x.value.dtype) : y;
  const { sizes, strides } = walkOf(whole, block);
  copy(emit, x, joined, { sizes, from: stridesOf(sizes), to: strides });
  if (!isCropped) return;
  const fromOffset = offsetOf(whole, [0, ...crops.map(([first]) => first)]);
  const [from, to] = [stridesOf(whole), stridesOf(y.shape)];
  copy(emit, joined, y, { sizes: y.shape, from, to, fromOffset });
};

function sum(pair: readonly [number, number] = [0, 0]): number {
  return pair[0] + pair[1];
}

/** [batch, height, width, block * block * depth] to [batch, height * block, width * block, depth]. */
const depthToSpace: Lowering = (node, emit) => {
  const [x, y] = [inputOf(node, 'x'), outputOf(node)];
  if (node.attributes['dataFormat'] !== 'NHWC') {
    throw new Untraceable('it unfolds the channels of images in the layout NCHW');
  }
  const block = node.attributes['blockSize'] as number;
  const [batch = 1, height = 1, width = 1] = x.shape;
  const depth = y.shape[3] ?? 1;
  const strides = stridesOf(x.shape);
  const [item, row, place] = strides as [number, number, number];
  const sizes = [batch, height, block, width, block, depth];
  const from = [item, row, block * depth, place, depth, 1];
  if (sizeOf(sizes) > 0) copy(emit, x, y, { sizes, from, to: stridesOf(sizes) });
};

/** Operations that move elements between the batch, or the channels, and the places of an image. */
export const blockLowerings: Lowerings = {
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  DepthToSpace: depthToSpace,
};
