import {
  predict,
  type AnyParticle,
  type Label,
  type Variables,
} from '@sora-particles/combinator-core';
import { featureExtractor } from '@sora-particles/conv-recognizer';
import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { PICTURE } from './board.ts';

/** The steps that are shown, by name. */
const STAGES = ['input', 'resize', 'rescale', 'conv1', 'pool1', 'softmax'] as const;

/** Name of a step that is shown. */
export type StageName = (typeof STAGES)[number];

/** What a step gave for one drawing. */
export interface Stage {
  /** Without the batch. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What the network makes of a drawing. */
export interface Look {
  readonly stages: Readonly<Record<StageName, Stage>>;
  readonly answer: Label;
}

/** Runs the network on a drawing, and every part of it that ends in a step that is shown. */
export async function look(
  particle: AnyParticle,
  variables: Variables,
  picture: Float32Array,
): Promise<Look> {
  const x = tensor4d(picture, [1, PICTURE, PICTURE, 1]);
  try {
    const stages: Partial<Record<StageName, Stage>> = {};
    for (const name of STAGES) {
      const part = featureExtractor(particle, { upTo: name });
      const y = (await predict(part, weightsOf(part, variables), x)) as Tensor;
      stages[name] = { shape: y.shape.slice(1), values: (await y.data()) as Float32Array };
      y.dispose();
    }
    const [answer] = (await predict(particle, variables, x)) as readonly [Label];
    return { stages: stages as Look['stages'], answer };
  } finally {
    x.dispose();
  }
}

/** Those of the weights that a part needs: a step keeps its path wherever it is. */
function weightsOf(part: AnyParticle, variables: Variables): Variables {
  const paths = Object.keys({ ...part.params, ...part.state });
  return Object.fromEntries(Object.entries(variables).filter(([path]) => paths.includes(path)));
}
