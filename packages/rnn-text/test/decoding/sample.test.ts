import '@tensorflow/tfjs-backend-cpu';
import { greedy, sample } from '@sora-particles/rnn-text';
import { idsOf, logSoftmax, synchronousModel, tableModel, tablesOf } from './support.ts';

const LOGITS = [-50, 0.3, 1.2, -0.4, 0.9];
const model = synchronousModel(LOGITS.map(() => LOGITS));
const DRAWS = 4000;

/** How often each token comes in so many draws. */
async function frequencies(options: { temperature?: number; topK?: number }): Promise<number[]> {
  const counts = LOGITS.map(() => 0);
  const drawn = sample(model, { startId: 1, endId: 0, maxLength: DRAWS, seed: 3, ...options });
  for await (const { id } of drawn) counts[id] = (counts[id] ?? 0) + 1;
  return counts.map((count) => count / DRAWS);
}

test.each([0.5, 1, 2])('draws by the probabilities, at temperature %p', async (temperature) => {
  const expected = logSoftmax(LOGITS.map((value) => value / temperature)).map(Math.exp);
  const found = await frequencies({ temperature });
  expected.forEach((p, id) => {
    // Four standard deviations.
    const most = 4 * Math.sqrt((p * (1 - p)) / DRAWS) + 1e-9;
    expect(Math.abs((found[id] ?? 0) - p)).toBeLessThanOrEqual(most);
  });
});

test('draws only from the most probable ones', async () => {
  const [, one, two, three, four = 0] = await frequencies({ topK: 2 });
  expect([one, three]).toEqual([0, 0]);
  const p = Math.exp(1.2) / (Math.exp(1.2) + Math.exp(0.9));
  expect(two).toBeCloseTo(p, 1);
  expect(four).toBeCloseTo(1 - p, 1);
});

test('top 1 is greedy', async () => {
  for (let seed = 0; seed < 8; seed++) {
    const table = tableModel(tablesOf(seed, 6, 5));
    const options = { startId: 0, endId: 1, maxLength: 8 };
    const top = sample(table, { ...options, seed, topK: 1 });
    expect(await idsOf(top)).toEqual(await idsOf(greedy(table, options)));
  }
});

test('the same seed gives the same tokens, another one others', async () => {
  const run = (seed: number) => idsOf(sample(model, { startId: 1, endId: 0, maxLength: 40, seed }));
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});

test('forbidden tokens never come', async () => {
  const options = { startId: 1, endId: 0, maxLength: 200, seed: 1, forbiddenIds: [2, 4] };
  expect(new Set(await idsOf(sample(model, options)))).toEqual(new Set([1, 3]));
});

test.each([{ temperature: 0 }, { topK: 0 }, { seed: 0.5 }])('refuses %p', async (wrong) => {
  const options = { startId: 1, endId: 0, seed: 1, ...wrong };
  await expect(idsOf(sample(model, options))).rejects.toMatchObject({ code: 'option-invalid' });
});
