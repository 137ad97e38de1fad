import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { decodingChecks, type DecodingOptions, MAX_LENGTH } from './decoding-options.ts';
import { createStepper } from './stepper.ts';
import type { DecodedToken, NextTokenModel } from './next-token-model.ts';

/** Options of {@link beamSearch}. */
export interface BeamSearchOptions extends DecodingOptions {
  /** How many sequences are followed at a time; a positive integer. Default 4. */
  readonly width?: number;
  /**
   * How much longer sequences are favoured: the score is log p / ((5 + length) / 6)^lengthPenalty, the end
   * token counted. Not negative; 0 favours short ones. Default 0.6.
   */
  readonly lengthPenalty?: number;
}

/** A sequence that is followed, or has ended. */
interface Hypothesis {
  readonly tokens: readonly DecodedToken[];
  readonly logProbability: number;
}

interface Candidate extends Hypothesis {
  /** The row of the hypothesis that it goes on from. */
  readonly row: number;
  /** The token that it adds. */
  readonly id: number;
}

/**
 * Follows the most probable sequences at a time and gives the best of them. A token is given out as soon
 * as all that are still followed agree on it, the rest in the end. Width 1 without a length penalty gives
 * what `greedy` gives. Leaving the loop, or an error in it, disposes of everything.
 *
 * Source of the length penalty: Wu et al., "Google's neural machine translation system", 2016, section 7,
 * https://arxiv.org/abs/1609.08144; its coverage penalty is left out.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`; while it runs `aborted`,
 *   `value-out-of-range` for ids that the model does not know, `output-invalid` for NaN.
 */
export async function* beamSearch(
  model: NextTokenModel,
  options: BeamSearchOptions,
): AsyncGenerator<DecodedToken, void, undefined> {
  checkOptions('beamSearch', options, {
    ...decodingChecks,
    width: optional(is.positiveInteger),
    lengthPenalty: optional(is.nonNegative),
  });
  const { startId, endId, width = 4, lengthPenalty = 0.6, maxLength = MAX_LENGTH } = options;
  const scoreOf = ({ logProbability }: Hypothesis, length: number): number =>
    logProbability / ((5 + length) / 6) ** lengthPenalty;
  const stepper = await createStepper(model, options);
  let followed: readonly Hypothesis[] = [{ tokens: [], logProbability: 0 }];
  let from: readonly number[] = [0];
  let best: { readonly hypothesis: Hypothesis; readonly score: number } | undefined;
  let given = 0;
  const end = (hypothesis: Hypothesis, length: number): void => {
    const score = scoreOf(hypothesis, length);
    if (best === undefined || score > best.score) best = { hypothesis, score };
  };
  try {
    for (let length = 1; length <= maxLength && followed.length > 0; length++) {
      const last = followed.map(({ tokens }) => tokens.at(-1)?.id ?? startId);
      const rows = await stepper.next(last, from);
      const candidates = mostProbable(followed, rows, width);
      for (const candidate of candidates) if (candidate.id === endId) end(candidate, length);
      const longest = Math.max(length, maxLength);
      const going = candidates.filter(
        // What cannot win any more is given up: a longer sequence is never more probable.
        (one) => one.id !== endId && (best === undefined || scoreOf(one, longest) > best.score),
      );
      followed = going.map((one) => extend(one, rows));
      from = going.map(({ row }) => row);
      if (length === maxLength) for (const hypothesis of followed) end(hypothesis, length);
      const sure = agreed([...followed, ...(best === undefined ? [] : [best.hypothesis])]);
      while (given < sure.length) yield sure[given++] as DecodedToken;
    }
  } finally {
    stepper.end();
  }
  for (const token of best?.hypothesis.tokens.slice(given) ?? []) yield token;
}

/** The most probable continuations of all; of equal ones that of the better hypothesis, then the smaller id. */
function mostProbable(
  followed: readonly Hypothesis[],
  rows: readonly Float64Array[],
  width: number,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  followed.forEach(({ tokens, logProbability }, row) => {
    rows[row]?.forEach((own, id) => {
      const total = logProbability + own;
      if (total === -Infinity) return;
      const isFull = candidates.length === width;
      if (isFull && total <= (candidates.at(-1)?.logProbability ?? -Infinity)) return;
      if (isFull) candidates.pop();
      const place = candidates.findIndex((other) => other.logProbability < total);
      const candidate = { tokens, logProbability: total, row, id };
      candidates.splice(place === -1 ? candidates.length : place, 0, candidate);
    });
  });
  return candidates;
}

function extend(
  { tokens, logProbability, row, id }: Candidate,
  rows: readonly Float64Array[],
): Hypothesis {
  const token = { id, logProbability: rows[row]?.[id] ?? -Infinity };
  return { tokens: [...tokens, token], logProbability };
}

/** The tokens with which all begin. */
function agreed(hypotheses: readonly Hypothesis[]): readonly DecodedToken[] {
  const [first, ...others] = hypotheses;
  const tokens = first?.tokens ?? [];
  const differ = tokens.findIndex(({ id }, i) =>
    others.some((other) => other.tokens[i]?.id !== id),
  );
  return differ === -1 ? tokens : tokens.slice(0, differ);
}
