import {
  isParticleError,
  type ErrorCode,
  type ParticleError,
} from '@sora-particles/combinator-core';
import { engine, memory, type Tensor } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../src/native/backend.ts';

/** The values of a tensor, which is released. */
export function take(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** How many tensors TensorFlow.js counts, and the native library. */
export function counts(): { tensors: number; native: number; sessions: number } {
  const { binding } = engine().backend as unknown as NativeBackend & {
    binding: { getNumOfTensors(): number; getNumOfSavedModels(): number };
  };
  return {
    tensors: memory().numTensors,
    native: binding.getNumOfTensors(),
    sessions: binding.getNumOfSavedModels(),
  };
}

/** The error of this code that a function throws. */
export function errorOf(run: () => unknown, code: ErrorCode): ParticleError {
  try {
    run();
  } catch (error) {
    if (isParticleError(error, code)) return error;
    throw error;
  }
  throw new Error(`nothing was thrown; expected ${code}`);
}
