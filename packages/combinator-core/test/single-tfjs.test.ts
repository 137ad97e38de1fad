import '@tensorflow/tfjs-backend-cpu';
import * as tfjs from '@tensorflow/tfjs-core';
import { checkSingleTfjs } from '../src/single-tfjs.ts';
import { errorOf } from './support/errors.ts';

const KEY = Symbol.for('@sora-particles/combinator-core/tfjs-copies');
const copies = globalThis as { [KEY]?: { version: string; tensorClass: unknown }[] };

/** Another copy of tfjs-core, as a second folder in node_modules would give. */
function secondCopy(): typeof tfjs {
  let copy: typeof tfjs | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof tfjs>('@tensorflow/tfjs-core');
  });
  return copy!;
}

describe('checkSingleTfjs', () => {
  // tfjs-core warns by itself that its platform is set a second time.
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  afterAll(() => warn.mockRestore());
  beforeEach(() => {
    copies[KEY] = [];
  });

  it('is content with one copy, however often it is asked', () => {
    checkSingleTfjs();
    checkSingleTfjs();
    expect(copies[KEY]).toHaveLength(1);
  });

  it('names both versions when two copies of this package are bound to two of TensorFlow.js', async () => {
    copies[KEY] = [{ version: '4.21.0', tensorClass: 'another class' }];
    const error = await errorOf(checkSingleTfjs, 'backend-duplicate');
    expect(error.found).toBe(`4.21.0 and ${tfjs.version_core}`);
    expect(error.remedy).toContain('npm ls @tensorflow/tfjs-core');
  });

  it('notices a backend that was made for another copy', async () => {
    const other = secondCopy();
    const foreign = new other.KernelBackend();
    foreign.dispose = () => undefined;
    tfjs.registerBackend('foreign', () => foreign);
    await tfjs.setBackend('foreign');
    const error = await errorOf(checkSingleTfjs, 'backend-duplicate');
    expect(error.found).toContain("'foreign'");
    await tfjs.setBackend('cpu');
    tfjs.removeBackend('foreign');
    checkSingleTfjs();
  });

  it('notices a copy that was loaded before its own', async () => {
    await jest.isolateModulesAsync(async () => {
      // This copy of tfjs-core takes over the engine of the first.
      const { checkSingleTfjs: check } = await import('../src/single-tfjs.ts');
      await errorOf(check, 'backend-duplicate');
    });
  });
});
