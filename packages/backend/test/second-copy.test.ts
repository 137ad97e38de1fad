import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../src/index.ts';

// A tfjs-node that was installed with a tfjs-core of its own: its backend is of a foreign class.
const mockForeign = { dispose: () => undefined } as unknown as tf.KernelBackend;
jest.mock(
  '@tensorflow/tfjs-node',
  () => {
    tf.registerBackend('tensorflow', () => mockForeign);
    return {};
  },
  { virtual: true },
);

test('a tfjs-node that is made for another copy of tfjs-core is passed over', async () => {
  const { name, tried } = await selectBackend();
  expect(name).toBe('wasm');
  expect(tried).toHaveLength(1);
  expect(tried[0]?.reason).toContain('two copies of @tensorflow/tfjs-core');
});

test('and where it is asked for, that is the error', async () => {
  await expect(selectBackend({ prefer: 'tfjs-node' })).rejects.toMatchObject({
    code: 'backend-duplicate',
  });
});
