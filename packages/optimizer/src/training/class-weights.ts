import { ParticleError } from '@sora-particles/combinator-core';
import type { TargetForm } from '../api.ts';
import type { HostBatch } from '../data/feed.ts';

/** How much the examples of each class count in the loss: by index, or by class as `{ 7: 2.5 }`. */
export type ClassWeights = readonly number[] | Readonly<Record<string, number>>;

/** How much examples count in the loss. */
export interface LossWeights {
  /** The weights of the examples of a batch; undefined where all count 1. */
  of(batch: HostBatch): Float32Array | undefined;
  /** Refuses weights for classes that the particle does not know. */
  check(classes: number): void;
}

/** The weights without class weights: those of the examples. */
export const sampleWeightsOnly: LossWeights = {
  of: ({ weights }) => weights,
  check: () => undefined,
};

/**
 * The weights of examples times those of their classes. A class that is not listed counts 1.
 *
 * @param form - What the targets of the loss look like.
 * @throws ParticleError `option-invalid` for a loss without classes;
 *   `label-out-of-range` for something else than a class; `value-out-of-range` for a weight that is
 *   negative or not finite; when used, `rank-mismatch` for examples with more than one label.
 */
export function withClassWeights(classWeights: ClassWeights, form: TargetForm): LossWeights {
  if (form === 'values') {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): 'classWeights' needs a loss whose targets are classes`,
      path: 'fit.classWeights',
      expected: 'targets of class indexes, one-hot or binary',
      found: 'values',
      remedy: 'use sampleWeights',
    });
  }
  const table = tableOf(classWeights);
  return {
    of({ size, targets, weights }) {
      if (targets.kind !== 'numbers') return weights;
      const perExample = targets.values.length / size;
      if (form !== 'oneHot' && perExample !== 1) throw severalLabels(targets.shape);
      return Float32Array.from({ length: size }, (_, example) => {
        const own = targets.values.subarray(example * perExample, (example + 1) * perExample);
        const label = form === 'oneHot' ? indexOfMax(own) : Math.round(own[0] ?? 0);
        return (weights?.[example] ?? 1) * (table.get(label) ?? 1);
      });
    },
    check(classes) {
      const known = form === 'binary' ? 2 : classes;
      const unknown = [...table.keys()].find((label) => label >= known);
      if (unknown !== undefined) throw noClass(String(unknown), `from 0 to ${known - 1}`);
    },
  };
}

function tableOf(classWeights: ClassWeights): ReadonlyMap<number, number> {
  const entries = Object.entries(classWeights).map(([label, weight]) => {
    const index = Number(label);
    if (!Number.isSafeInteger(index) || index < 0) {
      throw noClass(label, 'from 0');
    }
    if (Number.isFinite(weight) && weight >= 0) return [index, weight] as const;
    throw new ParticleError({
      code: 'value-out-of-range',
      summary: `fit(): the weight of class ${label} cannot be a weight`,
      path: `fit.classWeights.${label}`,
      expected: 'a finite number of at least 0',
      found: String(weight),
    });
  });
  return new Map(entries);
}

function noClass(label: string, range: string): ParticleError {
  return new ParticleError({
    code: 'label-out-of-range',
    summary: `fit(): 'classWeights' has '${label}', which is no class`,
    path: `fit.classWeights.${label}`,
    expected: `whole numbers ${range}`,
    found: label,
  });
}

function indexOfMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  }
  return best;
}

function severalLabels(shape: readonly number[]): ParticleError {
  return new ParticleError({
    code: 'rank-mismatch',
    summary: `fit(): 'classWeights' needs one label for each example`,
    path: 'fit.classWeights',
    expected: 'targets of shape [batch]',
    found: `targets of shape [${shape.join(', ')}]`,
    remedy: 'use sampleWeights',
  });
}
