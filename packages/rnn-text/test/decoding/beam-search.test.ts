import '@tensorflow/tfjs-backend-cpu';
import { beamSearch, greedy } from '@sora-particles/rnn-text';
import { idsOf, logSoftmax, tableModel, tablesOf, type Table } from './support.ts';

const START = 0;
const END = 1;

/** Tries every sequence; the best by log p / ((5 + length) / 6)^penalty. */
function exhaustive(tables: readonly Table[], maxLength: number, penalty: number): number[] {
  let best: number[] = [];
  let bestScore = -Infinity;
  const visit = (ids: readonly number[], total: number): void => {
    const last = ids.at(-1) ?? START;
    if (last === END || ids.length === maxLength) {
      const score = total / ((5 + ids.length) / 6) ** penalty;
      if (score > bestScore) [best, bestScore] = [ids.filter((id) => id !== END), score];
      return;
    }
    const row = tables[Math.min(ids.length, tables.length - 1)]?.[last] ?? [];
    logSoftmax(row).forEach((own, id) => {
      visit([...ids, id], total + own);
    });
  };
  visit([], 0);
  return best;
}

describe.each([0, 0.6, 1])('with a length penalty of %p', (lengthPenalty) => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'a beam that holds everything finds what exhaustive search finds (tables %p)',
    async (seed) => {
      const tables = tablesOf(seed, 4, 4);
      const options = { startId: START, endId: END, maxLength: 4, width: 256, lengthPenalty };
      expect(await idsOf(beamSearch(tableModel(tables), options))).toEqual(
        exhaustive(tables, 4, lengthPenalty),
      );
    },
  );
});

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  'width 1 without a length penalty is greedy (tables %p)',
  async (seed) => {
    const model = tableModel(tablesOf(seed, 6, 5));
    const options = { startId: START, endId: END, maxLength: 8 };
    const narrow = beamSearch(model, { ...options, width: 1, lengthPenalty: 0 });
    expect(await idsOf(narrow)).toEqual(await idsOf(greedy(model, options)));
  },
);

test('finds what greedy search misses', async () => {
  // 2 looks better at first, but nothing good follows it; 3 is followed by the end for sure.
  const first = [-9, -9, 1, 0.5];
  const model = tableModel([
    [first, first, first, first],
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0.1, 0, 0],
      [-9, 9, -9, -9],
    ],
  ]);
  const options = { startId: START, endId: END, maxLength: 3 };
  expect((await idsOf(greedy(model, options)))[0]).toBe(2);
  expect(await idsOf(beamSearch(model, { ...options, width: 3 }))).toEqual([3]);
});

test('tells of each token how probable the model found it', async () => {
  const tables = tablesOf(5, 4, 4);
  let last = START;
  let step = 0;
  for await (const { id, logProbability } of beamSearch(tableModel(tables), {
    startId: START,
    endId: END,
    maxLength: 4,
  })) {
    expect(logProbability).toBeCloseTo(logSoftmax(tables[step++]?.[last] ?? [])[id] ?? NaN, 5);
    last = id;
  }
  expect(step).toBeGreaterThan(0);
});

test.each([
  [{ width: 0 }, 'option-invalid'],
  [{ lengthPenalty: -1 }, 'option-invalid'],
  [{ maxLength: 0 }, 'option-invalid'],
  [{ beams: 3 }, 'option-unknown'],
])('refuses %p', async (wrong, code) => {
  const options = { startId: START, endId: END, ...wrong };
  await expect(idsOf(beamSearch(tableModel(tablesOf(1, 2, 3)), options))).rejects.toMatchObject({
    code,
  });
});
