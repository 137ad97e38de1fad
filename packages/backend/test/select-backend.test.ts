import util from 'node:util';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../src/index.ts';

// Stands for the optional package: what happens when it is loaded.
let mockLoading: () => object;
jest.mock('@tensorflow/tfjs-node', () => mockLoading(), { virtual: true });

function notInstalled(): never {
  throw Object.assign(new Error("Cannot find module '@tensorflow/tfjs-node' from 'x'"), {
    code: 'MODULE_NOT_FOUND',
  });
}

beforeEach(() => {
  mockLoading = notInstalled;
});

/** A backend that is there during `work` only. */
async function withBackend(
  name: string,
  factory: () => tf.KernelBackend,
  work: () => Promise<void>,
): Promise<void> {
  tf.registerBackend(name, factory);
  await work();
  await selectBackend({ prefer: 'cpu' });
  tf.removeBackend(name);
}

describe('in Node', () => {
  test('without tfjs-node, takes wasm, can train on it and says so', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    const notices: string[] = [];
    const selected = await selectBackend({ onNotice: (notice) => notices.push(notice) });
    expect(selected).toMatchObject({
      name: 'wasm',
      tried: [{ name: 'tensorflow', reason: 'not installed' }],
    });
    expect(selected.description).toMatch(/^WebAssembly, SIMD, 1 thread \(.*4\.22\.0\)$/);
    expect(notices).toEqual(['tensorflow: not installed', `wasm: ${selected.description}`]);
    expect(tf.getBackend()).toBe('wasm');
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
    expect(process.listeners('uncaughtException').map(String)).not.toContainEqual(
      expect.stringContaining('ExitStatus'),
    );
    expect(process.listeners('unhandledRejection').map(String)).not.toContainEqual(
      expect.stringContaining('throw reason'),
    );
    const image = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
    const slope = tf.grad((w) => tf.conv2d(image, w as tf.Tensor4D, 1, 'valid'));
    expect([...slope(tf.ones([2, 2, 1, 1])).dataSync()]).toEqual([4, 4, 4, 4]);
  });

  test.each([
    {
      what: 'a missing shared library',
      thrown: new Error('libtensorflow.so.2: cannot open'),
      reason: 'does not load: libtensorflow.so.2: cannot open',
    },
    {
      what: 'its own missing dependency',
      thrown: Object.assign(new Error("Cannot find module 'abc'\nRequire stack:"), {
        code: 'MODULE_NOT_FOUND',
      }),
      reason: "does not load: Cannot find module 'abc'",
    },
    {
      what: 'something that is no error',
      thrown: 'The specified module could not be found',
      reason: 'does not load: The specified module could not be found',
    },
  ])('passes over a tfjs-node that throws $what', async ({ thrown, reason }) => {
    mockLoading = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- half-installed, it throws anything
      throw thrown;
    };
    const { name, tried } = await selectBackend({ prefer: ['tensorflow', 'cpu'] });
    expect(name).toBe('cpu');
    expect(tried).toEqual([{ name: 'tensorflow', reason }]);
  });
});

describe('a backend that is asked for', () => {
  test.each(['wasm', 'cpu'])('is started: %s', async (name) => {
    expect(await selectBackend({ prefer: name })).toMatchObject({ name, tried: [] });
    expect(tf.getBackend()).toBe(name);
  });

  test('may be one that the application registered', async () => {
    await withBackend(
      'mine',
      () => new MathBackendCPU(),
      async () => {
        const { name, description } = await selectBackend({ prefer: 'mine' });
        expect([name, description]).toEqual(['mine', 'mine, registered by the application']);
      },
    );
  });

  test.each([
    { prefer: 'tpu', summary: "no backend is called 'tpu'" },
    { prefer: ['cpu', 'tpu'], summary: "no backend is called 'tpu'" },
    {
      prefer: 'tfjs-node',
      summary: 'no backend is available: tensorflow not installed',
      remedy: 'npx @sora-particles/native-setup',
    },
    { prefer: 'webgpu', summary: 'no backend is available: webgpu not registered' },
    { prefer: [], summary: 'no backend is available: none was named' },
  ])('is refused where there is none: $prefer', async ({ prefer, ...wanted }) => {
    await expect(selectBackend({ prefer })).rejects.toMatchObject({
      code: 'backend-missing',
      ...wanted,
    });
  });

  test('that does not start is refused', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    const broken = () => {
      throw new Error('no adapter');
    };
    await withBackend('mine', broken, () =>
      expect(selectBackend({ prefer: 'mine' })).rejects.toMatchObject({
        code: 'backend-missing',
        summary: 'no backend is available: mine does not start',
      }),
    );
    warn.mockRestore();
  });
});

test.each([
  { options: { backend: 'wasm' }, code: 'option-unknown' },
  { options: { prefer: 1 }, code: 'option-invalid' },
  { options: { onNotice: true }, code: 'option-invalid' },
])('wrong options are refused: $options', async ({ options, code }) => {
  await expect(selectBackend(options as object)).rejects.toMatchObject({ code });
});

describe('in a browser', () => {
  const { process: original } = globalThis;

  beforeEach(() => {
    Object.defineProperty(globalThis, 'process', {
      value: undefined,
      configurable: true,
      writable: true,
    });
  });
  afterEach(() => {
    Object.defineProperty(globalThis, 'process', {
      value: original,
      configurable: true,
      writable: true,
    });
  });

  test('tfjs-node is not looked for', async () => {
    await expect(selectBackend({ prefer: 'tensorflow' })).rejects.toMatchObject({
      summary: 'no backend is available: tensorflow needs Node',
    });
  });

  test('a graphics backend that the application registered comes first', async () => {
    await withBackend(
      'webgl',
      () => new MathBackendCPU(),
      async () => {
        expect(await selectBackend()).toMatchObject({ name: 'webgl', tried: [] });
      },
    );
  });
});

// Last: what has been loaded once stays.
test('takes a tfjs-node that loads, with quiet logs and the functions that Node 23 removed', async () => {
  const removed = ['isNullOrUndefined', 'isArray'] as const;
  const original = removed.map((name) => Object.getOwnPropertyDescriptor(util, name));
  removed.forEach((name) => Reflect.deleteProperty(util, name));
  delete process.env['TF_CPP_MIN_LOG_LEVEL'];
  let whileLoading: object = {};
  mockLoading = () => {
    whileLoading = {
      level: process.env['TF_CPP_MIN_LOG_LEVEL'],
      values: [Reflect.get(util, 'isNullOrUndefined')(null), Reflect.get(util, 'isArray')([])],
    };
    tf.registerBackend('tensorflow', () => new MathBackendCPU());
    return { version: { 'tfjs-node': '4.22.0' } };
  };
  const selected = await selectBackend();
  expect(selected).toMatchObject({
    name: 'tensorflow',
    description: 'TensorFlow, native (@tensorflow/tfjs-node 4.22.0)',
    tried: [],
  });
  expect(whileLoading).toEqual({ level: '3', values: [true, true] });
  removed.forEach((name, index) => Object.defineProperty(util, name, original[index] ?? {}));
  delete process.env['TF_CPP_MIN_LOG_LEVEL'];
});
