import '@tensorflow/tfjs-backend-cpu';
import {
  beamSearch,
  greedy,
  sample,
  type DecodedToken,
  type DecodingOptions,
  type NextTokenModel,
} from '@sora-particles/rnn-text';
import { memory, tensor2d } from '@tensorflow/tfjs-core';
import { idsOf, tableModel, tablesOf } from './support.ts';

type Decoder = (
  model: NextTokenModel,
  options: DecodingOptions,
) => AsyncGenerator<DecodedToken, void, undefined>;

const decoders: readonly (readonly [string, Decoder])[] = [
  ['greedy', greedy],
  ['beamSearch', beamSearch],
  ['sample', (model, options) => sample(model, { ...options, seed: 1 })],
];

// The end is so improbable that only maxLength ends a sequence.
const endless = tableModel(
  tablesOf(1, 6, 5).map((table) => table.map((row) => row.map((v, id) => (id === 1 ? -90 : v)))),
);
const options = { startId: 0, endId: 1, maxLength: 6 };

describe.each(decoders)('%s', (_name, decode) => {
  let before: number;
  beforeEach(() => (before = memory().numTensors));
  afterEach(() => {
    expect(memory().numTensors).toBe(before);
  });

  test('stops at the greatest length, and leaves no tensor behind', async () => {
    expect(await idsOf(decode(endless, options))).toHaveLength(6);
  });

  test('leaves no tensor behind when the loop is left early', async () => {
    for await (const { id } of decode(endless, options)) {
      expect(id).not.toBe(1);
      break;
    }
  });

  test('stops when aborted, before and in between', async () => {
    const controller = new AbortController();
    const run = async () => {
      for await (const _token of decode(stopping(controller), {
        ...options,
        signal: controller.signal,
      })) {
        // Nothing: it is stopped from within.
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
  });

  test('an error of the model comes out, and no tensor stays', async () => {
    const failing = { ...endless, step: () => Promise.reject(new Error('no power')) };
    await expect(idsOf(decode(failing, options))).rejects.toThrow('no power');
  });

  test.each([
    ['NaN', () => tensor2d([[NaN, 0, 0, 0, 0]]), 'output-invalid'],
    ['another shape', () => tensor2d([[0], [1]]), 'output-invalid'],
    ['fewer tokens than there are', () => tensor2d([[0]]), 'value-out-of-range'],
  ])('refuses logits with %s', async (_what, logits, code) => {
    const broken: NextTokenModel = {
      begin: endless.begin,
      step: (_tokens, { count }) => ({
        logits: logits(),
        state: count === undefined ? {} : { count: count.clone() },
      }),
    };
    await expect(idsOf(decode(broken, options))).rejects.toMatchObject({ code });
  });
});

/** Aborts in its second step. */
function stopping(controller: AbortController): NextTokenModel {
  let steps = 0;
  return {
    begin: endless.begin,
    step: (tokens, state) => {
      if (++steps === 2) controller.abort();
      return endless.step(tokens, state);
    },
  };
}
