import { ParticleError } from '@sora-particles/combinator-core';
import { sliceExamples } from '../data/examples.ts';
import type { OpenedData } from './open-data.ts';

/**
 * Keeps the last part of the data for validation, as Keras does: before anything is shuffled.
 *
 * @param fraction - Above 0, below 1.
 * @throws ParticleError `option-invalid` for a stream; `data-empty` if nothing would be left
 *   on one side.
 */
export function splitData(
  data: OpenedData,
  fraction: number,
): { readonly training: OpenedData; readonly validation: OpenedData } {
  if (data.kind === 'stream') {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): 'validationSplit' is for data in memory, and data is a stream`,
      path: 'fit.validationSplit',
      remedy: 'pass validationData',
    });
  }
  const { examples } = data;
  const { count } = examples;
  const at = Math.floor(count * (1 - fraction));
  if (at === 0 || at === count) {
    throw new ParticleError({
      code: 'data-empty',
      summary: `fit(): 'validationSplit' of ${fraction} leaves nothing to ${at === 0 ? 'train on' : 'validate with'}`,
      path: 'fit.validationSplit',
      expected: 'at least one example on each side',
      found: `${count} examples in all`,
    });
  }
  return {
    training: { kind: 'memory', examples: sliceExamples(examples, 0, at) },
    validation: { kind: 'memory', examples: sliceExamples(examples, at, count) },
  };
}
