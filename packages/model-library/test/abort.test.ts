import { disposeVariables, initialize, chain } from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { createLibrary, memoryStore, type Store } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { memory } from '@tensorflow/tfjs-core';
import { codeOf } from './support/codes.ts';
import { newFolder } from './support/folders.ts';
import { registry } from './support/model.ts';
import { scaled, seconds, seeded } from './support/scale.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

/** Row 13 of the reliability table, for save and load: 500 of all four in a long run. */
const ABORTS = scaled(10, 125);

// 2.4 MB: three pieces, large enough that a save takes a while.
const particle = chain([
  input({ shape: ['batch', 500], dtype: 'float32' }),
  dense({ units: 1200, kernelInitializer: 'zeros' }),
]);

/** Runs an action that is aborted after some time; gives its code, and how long it went on. */
async function abortedAfter(
  delay: number,
  action: (signal: AbortSignal) => Promise<unknown>,
): Promise<{ code: string; late: number }> {
  const controller = new AbortController();
  let aborted = Infinity;
  const timer = setTimeout(() => {
    aborted = performance.now();
    controller.abort(new Error('enough'));
  }, delay);
  const code = await codeOf(() => action(controller.signal));
  clearTimeout(timer);
  return { code, late: performance.now() - aborted };
}

/** Most stop within 250 ms; a flush of a busy disk cannot be broken off. */
function expectSoon(lateness: readonly number[]): void {
  const sorted = lateness.toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)] ?? 0).toBeLessThan(250);
  expect(sorted.at(-1) ?? 0).toBeLessThan(10_000);
}

describe.each<[string, () => Promise<Store>]>([
  ['memoryStore', () => Promise.resolve(memoryStore())],
  ['fileStore', async () => fileStore(await newFolder())],
])('aborting, with a %s', (_, open) => {
  let store: Store;
  const variables = initialize(particle, { seed: 1 });
  beforeAll(async () => {
    store = await open();
    await createLibrary(store).save('m', { particle, variables });
  });

  test(
    'a load stops soon, leaks nothing, and the next one works',
    async () => {
      const library = createLibrary(store);
      const before = memory().numTensors;
      const begin = performance.now();
      disposeVariables((await library.load('m', { registry })).variables);
      const usual = performance.now() - begin;
      const next = seeded(13);
      const lateness: number[] = [];
      for (let i = 0; i < ABORTS; i++) {
        const { code, late } = await abortedAfter(next() * usual, async (signal) => {
          disposeVariables((await library.load('m', { registry, signal })).variables);
        });
        expect(['nothing', 'aborted']).toContain(code);
        if (code === 'aborted') lateness.push(late);
        expect(memory().numTensors).toBe(before);
      }
      expectSoon(lateness);
      disposeVariables((await library.load('m', { registry })).variables);
    },
    seconds(120, 1200),
  );

  test(
    'a save stops soon, leaves no version behind, and the next one works',
    async () => {
      const library = createLibrary(store);
      const before = memory().numTensors;
      const next = seeded(14);
      const lateness: number[] = [];
      let expected = (await library.versions('m')).length;
      for (let i = 0; i < ABORTS; i++) {
        const { code, late } = await abortedAfter(next() * 30, (signal) =>
          library.save('m', { particle, variables, signal }),
        );
        expect(['nothing', 'aborted']).toContain(code);
        if (code === 'nothing') expected++;
        else lateness.push(late);
        expect(memory().numTensors).toBe(before);
        expect((await library.versions('m')).length).toBe(expected);
      }
      // In memory a save of this size does not wait for anything in which a timer could run.
      expectSoon(lateness);
      expect(await codeOf(() => library.save('m', { particle, variables }))).toBe('nothing');
    },
    seconds(120, 1200),
  );

  test('an operation that is aborted before it begins does nothing', async () => {
    const library = createLibrary(store);
    const signal = AbortSignal.abort('reason');
    const before = await library.versions('m');
    for (const call of [
      () => library.save('m', { particle, variables, signal }),
      () => library.load('m', { registry, signal }),
      () => library.verify('m', { signal }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'aborted', cause: 'reason' });
    }
    expect(await library.versions('m')).toEqual(before);
  });
});
