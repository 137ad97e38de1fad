import '@tensorflow/tfjs-backend-cpu';
import type { RowTable } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { startWasmEngine, type WasmEngine, wasmEngine } from '../../src/index.ts';

jest.setTimeout(60_000);

const engines: WasmEngine[] = [];
const start = async (workers: number): Promise<WasmEngine> => {
  const engine = workers === 1 ? wasmEngine() : await startWasmEngine({ workers });
  engines.push(engine);
  return engine;
};
beforeAll(() => tf.setBackend('cpu'));
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

const numbers = (size: number): number[] => Array.from({ length: size }, (_, i) => (i * 37) % 256);
const keep = (engine: WasmEngine, table: RowTable) => {
  const kept = engine.keepRows?.(table);
  if (kept === undefined) throw new Error('it has not been kept');
  return kept;
};

const stored = {
  Uint8Array: (size: number) => Uint8Array.from(numbers(size)),
  Uint8ClampedArray: (size: number) => Uint8ClampedArray.from(numbers(size)),
  Float32Array: (size: number) => Float32Array.from(numbers(size), (each) => each / 7),
  Int32Array: (size: number) => Int32Array.from(numbers(size), (each) => -each * 1e6),
} as const;

describe.each([1, 3])('rows kept by %i threads', (workers) => {
  it.each([
    ['Uint8Array', 'float32', [300, 28, 28, 1]],
    ['Uint8Array', 'int32', [40, 7]],
    ['Uint8Array', 'bool', [40, 5]],
    ['Uint8ClampedArray', 'float32', [9, 3, 3]],
    ['Float32Array', 'float32', [300, 33]],
    ['Float32Array', 'float32', [50]],
    ['Int32Array', 'int32', [60, 2, 24]],
  ] as const)('%s to %s, %j', async (type, dtype, shape) => {
    const engine = await start(workers);
    const [count, ...item] = shape;
    const size = item.reduce<number>((product, axis) => product * axis, 1);
    const values = stored[type](count * size);
    const kept = keep(engine, { values, shape, dtype });
    for (const rows of [
      [0],
      [count - 1, 3, 3, 0],
      Array.from({ length: 64 }, (_, i) => i % count),
    ]) {
      const batch = kept.take(Int32Array.from(rows));
      expect([batch.shape, batch.dtype]).toEqual([[rows.length, ...item], dtype]);
      const wanted = rows.flatMap((row) => [...values.subarray(row * size, (row + 1) * size)]);
      expect([...batch.dataSync()]).toEqual(wanted);
      batch.dispose();
    }
  });
});

describe('rows that are kept', () => {
  const table = { values: Uint8Array.from(numbers(12)), shape: [4, 3], dtype: 'float32' } as const;

  it('are found by compiled functions where they lie, and leave nothing behind', async () => {
    const engine = await start(1);
    const twice = engine.compile((x: tf.Tensor) => tf.mul(x, 2));
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
    const kept = keep(engine, table);
    const batch = kept.take(Int32Array.of(2));
    const result = twice(batch);
    expect([...result.dataSync()]).toEqual([6 * 37, 7 * 37 - 256, 8 * 37 - 256].map((x) => 2 * x));
    tf.dispose([batch, result]);
    kept.dispose();
    kept.dispose();
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual(before);
  });

  it('have the numbers that they had when they were handed over', async () => {
    const values = Float32Array.of(1, 2, 3);
    const kept = keep(await start(1), { values, shape: [3], dtype: 'float32' });
    values.fill(9);
    expect([...kept.take(Int32Array.of(2, 0)).dataSync()]).toEqual([3, 1]);
  });

  it.each([-1, 4])('are refused for a row that is not there: %i', async (row) => {
    const kept = keep(await start(1), table);
    const before = tf.memory().numTensors;
    expect(() => kept.take(Int32Array.of(1, row))).toThrow(
      expect.objectContaining({ code: 'value-out-of-range', found: String(row) }) as Error,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused once they are let go of', async () => {
    const kept = keep(await start(1), table);
    kept.dispose();
    expect(() => kept.take(Int32Array.of(1))).toThrow(
      expect.objectContaining({ code: 'disposed' }) as Error,
    );
  });

  it('are let go of after their engine, too, and refused', async () => {
    const engine = await startWasmEngine({ workers: 2 });
    const before = tf.memory().numTensors;
    const kept = keep(engine, table);
    kept.take(Int32Array.of(1)).dispose();
    engine.dispose();
    expect(() => kept.take(Int32Array.of(1))).toThrow(
      expect.objectContaining({ code: 'disposed' }) as Error,
    );
    kept.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are not kept where they would take the room of the plans', async () => {
    const engine = await start(1);
    const values = new Uint8Array(2 ** 29 + 1);
    expect(engine.keepRows?.({ values, shape: [values.length], dtype: 'int32' })).toBeUndefined();
  });

  it('are not kept where they would have to be converted otherwise, or there is no room', async () => {
    const engine = await start(1);
    const ints = { values: Int32Array.of(1), shape: [1], dtype: 'float32' } as const;
    expect(engine.keepRows?.(ints)).toBeUndefined();
    const before = tf.memory().numTensors;
    // 5 GB by its shape, which is more than a memory of WebAssembly can hold.
    const huge = { values: Uint8Array.of(1), shape: [5, 2 ** 30], dtype: 'float32' } as const;
    expect(engine.keepRows?.(huge)).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
});
