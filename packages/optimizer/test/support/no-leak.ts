import { memory } from '@tensorflow/tfjs-core';

/** Expects a test to leave as many tensors as it found. Call it in a `describe` or at the top. */
export function expectNoLeak(): void {
  let before = 0;
  beforeEach(() => {
    before = memory().numTensors;
  });
  afterEach(() => {
    expect(memory().numTensors).toBe(before);
  });
}
