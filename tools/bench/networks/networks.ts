import { type AnyParticle, disposeVariables, initialize } from '@sora-particles/combinator-core';
import { digitsRecognizer, resNet } from '@sora-particles/conv-recognizer';
import type { NetworkName, NetworkSize, Task } from '../task.ts';
import { digitExamples, type Examples, pictureExamples, sentenceExamples } from './examples.ts';
import type { Problem } from './problem.ts';
import { sentenceClassifier, UNITS } from './recurrent.ts';

/** A network as a particle, and what it is fed. */
interface Network {
  /** Up to the logits. */
  particle(size: NetworkSize): AnyParticle;
  examples(count: number): Examples | Promise<Examples>;
}

/** Layers of the ResNet, where nothing else is said. */
export const DEPTH = 8;

const networks: Readonly<Record<NetworkName, Network>> = {
  digits: {
    particle: ({ width = 1 }) => digitsRecognizer({ width }),
    examples: digitExamples,
  },
  resnet: {
    particle: ({ width = 1, depth = DEPTH }) => resNet({ depth, width }),
    examples: pictureExamples,
  },
  lstm: {
    particle: ({ width = 1 }) => sentenceClassifier(Math.round(UNITS * width)),
    examples: sentenceExamples,
  },
};

/** The network of a task, up to its logits. */
export function particleOf({ network, size }: Task): AnyParticle {
  return networks[network].particle(size);
}

/** Data and first weights of a task. Needs a backend for the weights. */
export async function problemOf(task: Task): Promise<Problem> {
  const { x, y } = await networks[task.network].examples(task.examples);
  const variables = initialize(particleOf(task), { seed: 1 });
  const weights = Object.entries(variables).map(
    ([path, { value }]) =>
      [path, { values: Float32Array.from(value.dataSync()), shape: value.shape }] as const,
  );
  disposeVariables(variables);
  return { x, y, weights: Object.fromEntries(weights) };
}
