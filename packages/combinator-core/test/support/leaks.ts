import { memory } from '@tensorflow/tfjs-core';

/** Runs something and expects as many tensors and bytes after it as before. */
export async function expectNoLeak(run: () => unknown): Promise<void> {
  const before = memory();
  await run();
  const after = memory();
  expect({ tensors: after.numTensors, bytes: after.numBytes }).toEqual({
    tensors: before.numTensors,
    bytes: before.numBytes,
  });
}
