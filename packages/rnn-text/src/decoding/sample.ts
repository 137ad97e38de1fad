import {
  checkOptions,
  createRandom,
  is,
  optional,
  type RandomSource,
} from '@sora-particles/combinator-core';
import { decodingChecks, type DecodingOptions, MAX_LENGTH } from './decoding-options.ts';
import { createStepper } from './stepper.ts';
import type { DecodedToken, NextTokenModel } from './next-token-model.ts';

/** Options of {@link sample}. */
export interface SampleOptions extends DecodingOptions {
  /** Seed of the numbers that are drawn: any safe integer. */
  readonly seed: number;
  /** Divides the logits: below 1 prefers what is probable, above 1 evens out. Positive. Default 1. */
  readonly temperature?: number;
  /** Only the so many most probable tokens may come; a positive integer. Default all. */
  readonly topK?: number;
}

/**
 * Draws one token after the other by its probability, as long as somebody asks for them, until the end
 * token or `maxLength`: p = softmax(logits / temperature), cut to the `topK` largest. The same seed gives
 * the same tokens. Leaving the loop, or an error in it, disposes of everything.
 *
 * The `logProbability` of a token is the model's, before temperature and cut.
 *
 * Source of the cut: Fan, Lewis and Dauphin, "Hierarchical neural story generation", 2018,
 * https://arxiv.org/abs/1805.04833.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`; while it runs `aborted`,
 *   `value-out-of-range` for ids that the model does not know, `output-invalid` for NaN.
 */
export async function* sample(
  model: NextTokenModel,
  options: SampleOptions,
): AsyncGenerator<DecodedToken, void, undefined> {
  checkOptions('sample', options, {
    ...decodingChecks,
    seed: is.integer,
    temperature: optional(is.positive),
    topK: optional(is.positiveInteger),
  });
  const random = createRandom(options.seed);
  const { temperature = 1, topK = Infinity } = options;
  yield* walk(model, options, (row) => draw(row, temperature, topK, random));
}

/** One token after the other, each chosen from the logarithms of the probabilities. */
export async function* walk(
  model: NextTokenModel,
  options: DecodingOptions,
  choose: (row: Float64Array) => number,
): AsyncGenerator<DecodedToken, void, undefined> {
  const { startId, endId, maxLength = MAX_LENGTH } = options;
  const stepper = await createStepper(model, options);
  try {
    let last = startId;
    for (let length = 0; length < maxLength; length++) {
      const [row = new Float64Array()] = await stepper.next([last]);
      last = choose(row);
      if (last === endId) return;
      yield { id: last, logProbability: row[last] ?? -Infinity };
    }
  } finally {
    stepper.end();
  }
}

function draw(row: Float64Array, temperature: number, topK: number, random: RandomSource): number {
  const ids = [...row.keys()].filter((id) => row[id] !== -Infinity);
  const kept = topK < ids.length ? mostProbable(ids, row).slice(0, topK) : ids;
  const most = Math.max(...kept.map((id) => row[id] ?? -Infinity));
  const weights = kept.map((id) => Math.exp(((row[id] ?? -Infinity) - most) / temperature));
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return kept[i] ?? 0;
  }
  return kept.at(-1) ?? 0;
}

/** Ids from the most probable one on; of equal ones the smaller first. */
function mostProbable(ids: readonly number[], row: Float64Array): number[] {
  return [...ids].sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0) || a - b);
}
