import { adam, adamw, type GradientTransform, rmsprop, sgd } from '@sora-particles/optimizer';

const FACTORIES = { adam, adamw, rmsprop, sgd };

/** The optimisers to choose from. */
export const optimizerNames = ['adam', 'adamw', 'rmsprop', 'sgd'] as const;

/** An optimiser by its name, with a learning rate or its default. */
export function optimizerOf(
  name: (typeof optimizerNames)[number],
  learningRate: number | undefined,
): GradientTransform {
  return FACTORIES[name](learningRate === undefined ? {} : { learningRate });
}
