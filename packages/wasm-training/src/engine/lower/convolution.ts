import { backend_util } from '@tensorflow/tfjs-core';
import { type Node, type Use, sizeOf } from '../graph.ts';
import { type Argument, at, count, type KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import { type Ending, finish, fusedEnding, separateEnding, sums } from './fused.ts';
import {
  type Emitter,
  inputOf,
  type Lowering,
  type Lowerings,
  outputOf,
  valuesOf,
} from './lowering.ts';

type Geometry = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

/** Into how many parts the batch is cut for the gradient of a large filter; each has sums of its own. */
const PARTS = 8;

/** As many numbers as the sums of all items may have for each item to have its own. */
const SMALL_SUMS = 65_536;

/**
 * As many positions as an output must have for its convolution to be done item by item: the filter is
 * brought into the order of the kernel for each.
 */
const MANY_POSITIONS = 64;

function geometryOf(
  node: Node,
  inputShape: readonly number[],
  filterShape: readonly number[],
  isDepthwise: boolean,
): Geometry {
  const { strides, dilations, pad, dimRoundingMode } = node.attributes;
  const dataFormat = node.attributes['dataFormat'] as string | undefined;
  if (dataFormat !== undefined && dataFormat !== 'NHWC') {
    throw new Untraceable(`it convolves images in the layout ${dataFormat}`);
  }
  return backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides as number,
    (dilations ?? 1) as number,
    pad as 'same',
    dimRoundingMode as 'floor' | undefined,
    isDepthwise,
  );
}

/** The arguments that all convolutions share, after the addresses. */
function sizes(geometry: Geometry, batch: Argument): readonly Argument[] {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = geometry;
  const { outChannels, outHeight, outWidth, strideHeight, strideWidth } = geometry;
  const { dilationHeight, dilationWidth } = geometry;
  return [
    ...[batch, inHeight, inWidth, inChannels, filterHeight, filterWidth],
    ...[outChannels, outHeight, outWidth, strideHeight, strideWidth],
    ...[dilationHeight, dilationWidth, padInfo.top, padInfo.left],
  ];
}

/** Bytes of one item of the batch. */
function itemBytes({ shape }: Use): number {
  return sizeOf(shape.slice(1)) * 4;
}

function workOf(geometry: Geometry, isDepthwise: boolean): number {
  const { batchSize, outHeight, outWidth, outChannels } = geometry;
  const { filterHeight, filterWidth, inChannels } = geometry;
  const window = filterHeight * filterWidth * (isDepthwise ? 1 : inChannels);
  return (batchSize * outHeight * outWidth * outChannels * window) / 4;
}

/** How a kind of convolution is named, and whether it needs memory for patches. */
interface Family {
  readonly forward: KernelName;
  readonly filterGrad: KernelName;
  readonly inputGrad: KernelName;
  readonly isDepthwise: boolean;
}

const full: Family = {
  forward: 'convolve',
  filterGrad: 'convolveFilterGrad',
  inputGrad: 'convolveInputGrad',
  isDepthwise: false,
};
const depthwise: Family = {
  forward: 'depthwise',
  filterGrad: 'depthwiseFilterGrad',
  inputGrad: 'depthwiseInputGrad',
  isDepthwise: true,
};

/** The last argument and the bytes of scratch memory, for those that need some. */
function scratchOf(
  { isDepthwise }: Family,
  emit: Emitter,
  { filterHeight, filterWidth, inChannels }: Geometry,
): { readonly bytes: number; readonly args: readonly Argument[] } {
  if (isDepthwise) return { bytes: 0, args: [] };
  const bytes = emit.kernels.convolveScratchBytes(filterHeight, filterWidth, inChannels);
  return { bytes, args: [at('scratch')] };
}

function convolve(family: Family, node: Node, emit: Emitter, y: Use, ending?: Ending): void {
  const [x, filter] = [inputOf(node, 'x'), inputOf(node, 'filter')];
  const geometry = geometryOf(node, x.shape, filter.shape, family.isDepthwise);
  const scratch = scratchOf(family, emit, geometry);
  emit.task({
    units: geometry.batchSize,
    isDivisible: geometry.outHeight * geometry.outWidth >= MANY_POSITIONS,
    work: workOf(geometry, family.isDepthwise),
    reads: valuesOf([x, filter, ...(ending?.reads ?? [])]),
    writes: [y.value],
    scratch: scratch.bytes,
    calls: [
      {
        kernel: family.forward,
        args: [
          ...[at(x.value, itemBytes(x)), at(filter.value), at(y.value, itemBytes(y))],
          ...sizes(geometry, count()),
          ...(family.isDepthwise ? [] : (ending?.args() ?? [0, 0])),
          ...scratch.args,
        ],
      },
    ],
  });
}

const forward =
  (family: Family): Lowering =>
  (node, emit) => {
    convolve(family, node, emit, outputOf(node));
  };

const fusedForward =
  (family: Family): Lowering =>
  (node, emit) => {
    const y = outputOf(node);
    const ending = family.isDepthwise
      ? separateEnding(node)
      : fusedEnding(node, y.shape.at(-1) ?? 0);
    const total = sums(ending, emit, y);
    convolve(family, node, emit, total, ending);
    finish(ending, emit, total, y);
  };

/**
 * The gradient by the filter sums over the batch: in a fixed number of parts, whose sums are then added
 * in order, so that the bits do not depend on the number of threads.
 */
const filterGrad =
  (family: Family): Lowering =>
  (node, emit) => {
    const [x, dy] = [inputOf(node, 'x'), inputOf(node, 'dy')];
    const dFilter = outputOf(node);
    const geometry = geometryOf(node, x.shape, dFilter.shape, family.isDepthwise);
    const scratch = scratchOf(family, emit, geometry);
    const batch = geometry.batchSize;
    const { size } = dFilter.value;
    const items = size * batch <= SMALL_SUMS ? 1 : Math.max(1, Math.ceil(batch / PARTS));
    const parts = Math.ceil(batch / items);
    const partial = parts > 1 ? emit.temporary([parts, size]) : dFilter;
    emit.task({
      units: batch,
      block: items,
      isBlockFixed: true,
      isDivisible: true,
      work: workOf(geometry, family.isDepthwise),
      reads: valuesOf([x, dy]),
      writes: [partial.value],
      scratch: scratch.bytes,
      calls: [
        {
          kernel: family.filterGrad,
          args: [
            ...[at(x.value, itemBytes(x)), at(dy.value, itemBytes(dy))],
            { base: partial.value, perBlock: size * 4 },
            ...sizes(geometry, count()),
            0,
            ...scratch.args,
          ],
        },
      ],
    });
    if (parts === 1) return;
    emit.task({
      units: size,
      align: 4,
      work: parts * size,
      reads: [partial.value],
      writes: [dFilter.value],
      calls: [
        {
          kernel: 'sumAxis',
          args: [
            ...[at(partial.value), at(dFilter.value), 1, parts, size],
            ...[{ perUnit: 1 }, { perUnit: 1, perCount: 1 }],
          ],
        },
      ],
    });
  };

const inputGrad =
  (family: Family): Lowering =>
  (node, emit) => {
    const [dy, filter] = [inputOf(node, 'dy'), inputOf(node, 'filter')];
    const dx = outputOf(node);
    const geometry = geometryOf(node, dx.shape, filter.shape, family.isDepthwise);
    const scratch = scratchOf(family, emit, geometry);
    emit.task({
      units: geometry.batchSize,
      isDivisible: geometry.outHeight * geometry.outWidth >= MANY_POSITIONS,
      work: workOf(geometry, family.isDepthwise),
      reads: valuesOf([dy, filter]),
      writes: [dx.value],
      scratch: scratch.bytes,
      calls: [
        {
          kernel: family.inputGrad,
          args: [
            ...[at(dy.value, itemBytes(dy)), at(filter.value), at(dx.value, itemBytes(dx))],
            ...sizes(geometry, count()),
            ...scratch.args,
          ],
        },
      ],
    });
  };

/** Convolutions and their gradients. */
export const convolutionLowerings: Lowerings = {
  Conv2D: forward(full),
  FusedConv2D: fusedForward(full),
  Conv2DBackpropFilter: filterGrad(full),
  Conv2DBackpropInput: inputGrad(full),
  DepthwiseConv2dNative: forward(depthwise),
  FusedDepthwiseConv2D: fusedForward(depthwise),
  DepthwiseConv2dNativeBackpropFilter: filterGrad(depthwise),
  DepthwiseConv2dNativeBackpropInput: inputGrad(depthwise),
};
