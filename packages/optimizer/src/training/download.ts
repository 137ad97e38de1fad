import type { TensorRecord } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Measured } from '../api.ts';

/** Reads a few small tensors back. They stay the caller's. */
export async function download(record: TensorRecord): Promise<Measured> {
  const entries = await Promise.all(
    Object.entries(record).map(async ([name, tensor]) => [name, await tensor.data()] as const),
  );
  return Object.fromEntries(entries);
}

/** Reads one back, if there is one. */
export async function downloadOne(tensor: Tensor | undefined): Promise<ArrayLike<number>> {
  return tensor === undefined ? [] : tensor.data();
}
