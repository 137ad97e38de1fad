import { ParticleError } from '@sora-particles/combinator-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { Geometry } from './window.ts';

type Size4 = [number, number, number, number];
type Pair = [number, number] | number;
type Padding = 'valid' | 'same' | number | backend_util.ExplicitPadding;

/** What the kernels of convolutions have in common. */
export interface ConvolutionAttributes {
  readonly strides: Pair;
  readonly pad: Padding;
  /** tfjs-layers gives null for none. */
  readonly dilations?: Pair | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

/** The geometry of a convolution. */
export function convolutionGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode, dataFormat }: ConvolutionAttributes,
  depthwise = false,
): Geometry {
  return backend_util.computeConv2DInfo(
    inShape as Size4,
    filterShape as Size4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC'),
  );
}

/**
 * Refuses the order of axes that no kernel of this package knows, where there is no stock kernel to do so.
 *
 * @throws ParticleError `layout-mismatch`.
 */
export function demandNHWC(kernel: string, { dataFormat }: ConvolutionAttributes): void {
  if (dataFormat !== 'NCHW') return;
  throw new ParticleError({
    code: 'layout-mismatch',
    summary: 'on the wasm backend, images have their channels last',
    path: kernel,
    expected: 'NHWC',
    found: 'NCHW',
    remedy: 'transpose the images to [batch, height, width, channels]',
  });
}

/** What the kernels of pooling have in common. */
export interface PoolingAttributes {
  readonly filterSize: Pair;
  readonly strides: Pair;
  readonly pad: Padding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The geometry of a pooling. */
export function poolingGeometry(
  inShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolingAttributes,
): Geometry {
  return backend_util.computePool2DInfo(
    inShape as Size4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** A geometry in the order in which the SIMD kernels of convolutions take it. */
export function convolutionSizes(g: Geometry) {
  return [
    g.batchSize,
    g.inHeight,
    g.inWidth,
    g.inChannels,
    g.filterHeight,
    g.filterWidth,
    g.outChannels,
    g.outHeight,
    g.outWidth,
    g.strideHeight,
    g.strideWidth,
    g.dilationHeight,
    g.dilationWidth,
    g.padInfo.top,
    g.padInfo.left,
  ] as const;
}

/** A geometry in the order in which the SIMD kernels of pooling take it. */
export function poolingSizes(g: Geometry) {
  return [
    g.batchSize,
    g.inHeight,
    g.inWidth,
    g.inChannels,
    g.filterHeight,
    g.filterWidth,
    g.outHeight,
    g.outWidth,
    g.strideHeight,
    g.strideWidth,
    g.dilationHeight,
    g.dilationWidth,
    g.padInfo.top,
    g.padInfo.left,
  ] as const;
}
