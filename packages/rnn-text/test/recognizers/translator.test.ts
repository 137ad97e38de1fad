import '@tensorflow/tfjs-backend-cpu';
import {
  apply,
  disposeVariables,
  initialize,
  toManifest,
  fromManifest,
  combinatorKinds,
  createRegistry,
  type Variables,
} from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import {
  beamSearch,
  greedy,
  rnnTextKinds,
  translator,
  translatorModel,
} from '@sora-particles/rnn-text';
import { memory, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { idsOf, logSoftmax } from '../decoding/support.ts';
import { errorOf } from '../support/errors.ts';

const [START, END] = [2, 3];
const source = { name: 'english', hash: '0123456789abcdef', size: 9 };
const target = { name: 'french', hash: 'fedcba9876543210', size: 7 };
const particle = translator({ source, target, units: 6, embeddingUnits: 5 });
const ids = [4, 8, 2];
const options = { startId: START, endId: END, maxLength: 7 };

let variables: Variables;
beforeAll(() => (variables = initialize(particle, { seed: 4 })));
afterAll(() => {
  disposeVariables(variables);
});

/** Logits of all steps in one run, as in training, with padding behind the source and the target. */
function logitsOf(written: readonly number[], padding = 0): number[][] {
  return tidy(() => {
    const pad = (row: readonly number[]) => [...row, ...new Array<number>(padding).fill(0)];
    const int = (row: number[]) => tensor2d([row], [1, row.length], 'int32');
    const shown = (row: readonly number[]) => {
      const mask = pad(row.map(() => 1));
      return tensor2d([mask], [1, mask.length], 'bool');
    };
    const { y } = apply(particle, variables, {
      x: int(pad(ids)),
      mask: shown(ids),
      target: int(pad(written)),
      targetMask: shown(written),
    }).outputs;
    return (y.arraySync() as number[][][])[0] as number[][];
  });
}

test('token by token it says what it says when it sees the whole target', async () => {
  const written = [START];
  for await (const { id, logProbability } of greedy(
    translatorModel({ particle, variables, ids }),
    options,
  )) {
    const row = logSoftmax(logitsOf(written).at(-1) ?? []);
    expect(Math.max(...row)).toBeCloseTo(row[id] ?? NaN, 5);
    expect(logProbability).toBeCloseTo(row[id] ?? NaN, 5);
    written.push(id);
  }
  expect(written.length).toBeGreaterThan(1);
});

test('padding changes nothing', () => {
  const written = [START, 5, 6];
  const padded = logitsOf(written, 2);
  logitsOf(written).forEach((row, step) => {
    row.forEach((logit, id) => {
      expect(padded[step]?.[id]).toBeCloseTo(logit, 5);
    });
  });
});

test('no step sees what comes after it', () => {
  const [one, other] = [logitsOf([START, 5, 6]), logitsOf([START, 5, 4])];
  expect(one.slice(0, 2)).toEqual(other.slice(0, 2));
  expect(one[2]).not.toEqual(other[2]);
});

test('beams of one width find what is at least as probable as greedy search, and leave no tensor', async () => {
  const before = memory().numTensors;
  const score = async (tokens: AsyncIterable<{ readonly logProbability: number }>) => {
    let total = 0;
    for await (const { logProbability } of tokens) total += logProbability;
    return total;
  };
  const model = translatorModel({ particle, variables, ids });
  // Without an end all are equally long.
  const endless = { ...options, endId: END, forbiddenIds: [END] };
  const wide = await score(beamSearch(model, { ...endless, width: 300, maxLength: 3 }));
  const narrow = await score(greedy(model, { ...endless, maxLength: 3 }));
  expect(wide).toBeGreaterThanOrEqual(narrow - 1e-6);
  expect(memory().numTensors).toBe(before);
});

test('one that was saved and loaded translates the same', async () => {
  const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
  const json = JSON.parse(JSON.stringify(toManifest(particle))) as ReturnType<typeof toManifest>;
  const loaded = fromManifest(json, registry);
  const run = (one: typeof loaded) =>
    idsOf(greedy(translatorModel({ particle: one, variables, ids }), options));
  expect(await run(loaded)).toEqual(await run(particle));
});

test('refuses what it cannot translate', () => {
  const model = (given: object) => () => translatorModel({ particle, variables, ids, ...given });
  errorOf(model({ ids: [] }), 'data-empty');
  errorOf(model({ ids: [9] }), 'value-out-of-range');
  errorOf(model({ ids: [0.5] }), 'value-out-of-range');
  errorOf(model({ particle: particle.composition?.nodes[0]?.particle }), 'option-invalid');
  errorOf(() => translator({ source, target, units: 0 }), 'option-invalid');
  errorOf(() => translator({ source, target, dropout: 1 }), 'option-invalid');
});
