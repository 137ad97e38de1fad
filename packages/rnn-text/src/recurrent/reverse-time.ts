import { cast, reverse, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The steps of a sequence, or of a mask, in reverse. The wasm backend of TensorFlow.js 4.22 reverses a bool
 * tensor as if its values had four bytes, and writes past its end: masks are reversed as numbers.
 */
export function reverseTime(sequence: Tensor): Tensor {
  return sequence.dtype === 'bool'
    ? cast(reverse(cast(sequence, 'int32'), 1), 'bool')
    : reverse(sequence, 1);
}
