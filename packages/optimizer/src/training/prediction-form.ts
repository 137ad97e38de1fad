import { isTensorSpec, ParticleError, type Spec } from '@sora-particles/combinator-core';
import { sigmoid, softmax, type Tensor } from '@tensorflow/tfjs-core';
import type { PredictionForm } from '../api.ts';

/** What turns the outputs of the trained part into the outputs of the particle. */
export type FinalActivation = 'softmax' | 'sigmoid' | undefined;

/** The predictions as a loss or metric reads them. */
export function inForm(form: PredictionForm, activation: FinalActivation, outputs: Tensor): Tensor {
  if (form === 'logits' || activation === undefined) return outputs;
  return activation === 'softmax' ? softmax(outputs) : sigmoid(outputs);
}

/**
 * Refuses a loss (or metric) that reads logits where the outputs are probabilities already: it would
 * train, slowly and badly.
 *
 * @throws ParticleError `meaning-mismatch`.
 */
export function needForm(owner: string, form: PredictionForm, name: string, output: Spec): void {
  if (form !== 'logits' || output.meaning !== 'probabilities' || !isTensorSpec(output)) return;
  throw new ParticleError({
    code: 'meaning-mismatch',
    summary: `${owner} reads logits, and '${name}' gives probabilities that cannot be traced back to them`,
    path: owner,
    expected: 'logits, or a chain that ends in softmax() or sigmoid()',
    found: 'probabilities',
    remedy: 'make the softmax or sigmoid the last step of the chain, outside of other particles',
  });
}
