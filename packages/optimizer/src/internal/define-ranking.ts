import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import type { Measured, Metric, PredictionForm } from '../api.ts';
import { checkClassTargets } from './check-class-targets.ts';
import { measureScores } from './measure-scores.ts';
import type { ClassForm } from './resolve-form.ts';

/** Options of metrics that rank examples by their score. */
export interface RankingOptions {
  /** What targets look like. Default: by their shape. */
  readonly targets?: ClassForm;
  /**
   * Which outputs are ranked. Default `'values'`. With `'logits'` examples whose probability rounds to
   * 1 are still told apart.
   */
  readonly from?: PredictionForm;
  /** The key in history. Default: the name of the metric. */
  readonly name?: string;
}

/** All examples so far, one entry for each batch. */
export type RankingState = readonly {
  readonly scores: readonly number[];
  /** 1 for yes, 0 for no. */
  readonly targets: readonly number[];
  readonly weights: readonly number[];
}[];

/** The weight of yes and of no among examples of one score. */
export interface Tie {
  readonly positive: number;
  readonly negative: number;
}

/** Metrics that see the examples grouped by score, the highest first. */
export function defineRanking(
  factory: string,
  options: RankingOptions,
  judge: (ties: readonly Tie[]) => number,
): Metric<RankingState, number> {
  checkOptions(factory, options, {
    targets: optional(is.oneOf('classIndex', 'oneHot', 'binary')),
    from: optional(is.oneOf('logits', 'values')),
    name: optional(is.string),
  });
  const { targets: stated, from = 'values', name = factory } = options;
  return {
    kind: `optimizer/${factory}@1`,
    name,
    config: { ...(stated !== undefined && { targets: stated }), from, name },
    from,
    higherIsBetter: true,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkClassTargets({ name, targets: stated }, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) =>
      measureScores({ name, targets: stated, from }, predictions, targets, weights),
    init: () => [],
    update: (state, measured) => [...state, gather(name, measured)],
    result: (state) => judge(ties(state)),
  };
}

function gather(
  owner: string,
  { scores = [], targets = [], weights }: Measured,
): RankingState[number] {
  const bad = Array.from(scores).findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new ParticleError({
      code: 'value-not-finite',
      summary: `${owner}: score ${String(scores[bad])} at position ${String(bad)} of a batch cannot be ranked`,
      path: owner,
      expected: 'finite scores',
      found: String(scores[bad]),
    });
  }
  return {
    scores: Array.from(scores),
    targets: Array.from(targets),
    weights: weights === undefined ? Array.from(scores, () => 1) : Array.from(weights),
  };
}

function ties(state: RankingState): Tie[] {
  const scores = state.flatMap((batch) => batch.scores);
  const targets = state.flatMap((batch) => batch.targets);
  const weights = state.flatMap((batch) => batch.weights);
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));

  const groups: { score: number; positive: number; negative: number }[] = [];
  for (const index of order) {
    const score = scores[index] ?? 0;
    let group = groups.at(-1);
    if (group?.score !== score) {
      group = { score, positive: 0, negative: 0 };
      groups.push(group);
    }
    group[targets[index] === 1 ? 'positive' : 'negative'] += weights[index] ?? 1;
  }
  return groups;
}
