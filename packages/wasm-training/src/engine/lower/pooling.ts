import { backend_util } from '@tensorflow/tfjs-core';
import { type Use, sizeOf } from '../graph.ts';
import { at, count, type KernelName } from '../task.ts';
import { inputOf, type Lowering, type Lowerings, outputOf, valuesOf } from './lowering.ts';

/**
 * A pooling, or the gradient of one: takes tensors with a batch, and gives one.
 *
 * @param inputs - Names of the inputs in the order of the kernel; the first has the shape of the image.
 * @param image - The name of the input that is pooled; undefined for the output itself.
 */
function pooling(kernel: KernelName, inputs: readonly string[], image: string): Lowering {
  return (node, emit) => {
    const uses = inputs.map((name) => inputOf(node, name));
    const y = outputOf(node);
    const { filterSize, strides, pad, dimRoundingMode } = node.attributes;
    const geometry = backend_util.computePool2DInfo(
      inputOf(node, image).shape as [number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad as 'same',
      dimRoundingMode as 'floor' | undefined,
    );
    const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = geometry;
    const { outHeight, outWidth, strideHeight, strideWidth } = geometry;
    const { dilationHeight, dilationWidth, batchSize } = geometry;
    const windows = batchSize * outHeight * outWidth * inChannels;
    emit.task({
      units: batchSize,
      isDivisible: true,
      work: (windows * filterHeight * filterWidth) / 2,
      reads: valuesOf(uses),
      writes: [y.value],
      calls: [
        {
          kernel,
          args: [
            ...[...uses, y].map((use) => at(use.value, itemBytes(use))),
            ...[count(), inHeight, inWidth, inChannels, filterHeight, filterWidth],
            ...[outHeight, outWidth, strideHeight, strideWidth],
            ...[dilationHeight, dilationWidth, padInfo.top, padInfo.left],
          ],
        },
      ],
    });
  };
}

function itemBytes({ shape }: Use): number {
  return sizeOf(shape.slice(1)) * 4;
}

/** Poolings and their gradients. */
export const poolingLowerings: Lowerings = {
  MaxPool: pooling('maxPool', ['x'], 'x'),
  MaxPoolGrad: pooling('maxPoolGrad', ['input', 'output', 'dy'], 'input'),
  AvgPool: pooling('avgPool', ['x'], 'x'),
  AvgPoolGrad: pooling('avgPoolGrad', ['dy'], 'input'),
};
