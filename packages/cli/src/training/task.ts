import {
  type AnyParticle,
  ParticleError,
  stagesOf,
  type TensorSpec,
} from '@sora-particles/combinator-core';
import {
  accuracy,
  auc,
  binaryCrossEntropy,
  huber,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  type Metric,
  rootMeanSquaredError,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';

/** What is learned: one class of several, yes or no, or a number. */
type TaskKind = 'classes' | 'yes-or-no' | 'number';

/** What a particle is trained for, as its contract tells it. */
export interface Task {
  readonly kind: TaskKind;
  readonly lossName: LossName;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  /** The names of the classes, where the particle ends in them. */
  readonly labels: readonly string[] | undefined;
  /** How many classes or numbers come out, where it is known. */
  readonly size: number | undefined;
}

/** The losses to choose from. */
export const lossNames = [
  'categoricalCrossEntropy',
  'binaryCrossEntropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
] as const;

/** Name of one of the {@link lossNames}. */
export type LossName = (typeof lossNames)[number];

const LOSSES: Readonly<Record<LossName, { readonly kind: TaskKind; readonly make: () => Loss }>> = {
  categoricalCrossEntropy: { kind: 'classes', make: () => sparseCategoricalCrossEntropy() },
  binaryCrossEntropy: { kind: 'yes-or-no', make: () => binaryCrossEntropy() },
  meanSquaredError: { kind: 'number', make: () => meanSquaredError() },
  meanAbsoluteError: { kind: 'number', make: () => meanAbsoluteError() },
  huber: { kind: 'number', make: () => huber() },
};

const METRICS: Readonly<Record<TaskKind, () => readonly Metric[]>> = {
  classes: () => [accuracy()],
  'yes-or-no': () => [accuracy(), auc()],
  number: () => [rootMeanSquaredError()],
};

/**
 * Finds out what a particle is trained for: softmax or logits at its end mean classes, sigmoid means yes
 * or no, anything else numbers.
 *
 * @param chosen - The loss that the user chose.
 * @throws ParticleError `contract-invalid` for a particle that gives no single tensor to learn.
 */
export function taskOf(particle: AnyParticle, chosen: LossName | undefined): Task {
  const { body, activation, tail } = stagesOf(particle);
  const [output, ...others] = Object.values(body.output);
  if (output === undefined || others.length > 0 || 'value' in output) {
    throw new ParticleError({
      code: 'contract-invalid',
      summary: `'${particle.name}' gives no single tensor to learn`,
      path: particle.name,
      remedy: 'train it in TypeScript, with fit() and a loss of your own',
    });
  }
  const lossName = chosen ?? lossFor(activation, output);
  const { kind, make } = LOSSES[lossName];
  const labels = labelsOf(tail);
  const last = output.shape.at(-1);
  const size = output.shape.length > 1 && typeof last === 'number' ? last : undefined;
  return { kind, lossName, loss: make(), metrics: METRICS[kind](), labels, size };
}

function lossFor(
  activation: 'softmax' | 'sigmoid' | undefined,
  { meaning, shape }: TensorSpec,
): LossName {
  if (activation === 'sigmoid') return 'binaryCrossEntropy';
  if (activation === 'softmax') return 'categoricalCrossEntropy';
  if (meaning !== 'logits') return 'meanSquaredError';
  return shape.at(-1) === 1 ? 'binaryCrossEntropy' : 'categoricalCrossEntropy';
}

/** The labels that the end of a particle reads out. */
function labelsOf(tail: AnyParticle | undefined): readonly string[] | undefined {
  const [output] = Object.values(tail?.output ?? {});
  return output !== undefined && 'value' in output ? output.labels : undefined;
}

/** Whether this is one of the {@link lossNames}. */
export function isLossName(name: string | undefined): name is LossName {
  return (lossNames as readonly (string | undefined)[]).includes(name);
}
