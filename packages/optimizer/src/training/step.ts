import {
  type AnyParticle,
  type RandomSource,
  type TensorRecord,
  type TensorTree,
} from '@sora-particles/combinator-core';
import { keep, type Tensor } from '@tensorflow/tfjs-core';
import type { GradientTransform, Loss, Metric } from '../api.ts';
import { meanLoss } from '../losses/mean-loss.ts';
import { applyUpdates } from '../transforms/apply-updates.ts';
import { watch } from './finite.ts';
import { forward } from './forward.ts';
import { valueAndGradients } from './gradients.ts';
import { inForm, type FinalActivation } from './prediction-form.ts';
import { tensorsOf } from './tensor-tree.ts';

/** What is trained, towards what, and how. */
export interface Task {
  /** The particle up to its logits. */
  readonly body: AnyParticle;
  /** The port that holds the predictions. */
  readonly port: string;
  /** What follows the body in prediction. */
  readonly activation: FinalActivation;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly optimizer: GradientTransform;
}

/** The tensors of one batch. */
export type BatchTensors = {
  readonly inputs: TensorRecord;
  readonly targets: Tensor;
  /** How much each example counts. */
  readonly weights: Tensor | undefined;
  /** The same times the weights of the classes. */
  readonly lossWeights: Tensor | undefined;
};

/** What a step gives. */
export type StepOutcome = {
  readonly params: TensorRecord;
  readonly state: TensorRecord;
  readonly optimizerState: TensorTree;
  /** Scalar: what was made smaller. */
  readonly loss: Tensor;
  readonly measured: readonly TensorRecord[];
  /** One number for each tensor that is watched; see `watch`. */
  readonly finite: {
    readonly gradients: Tensor | undefined;
    readonly weights: Tensor | undefined;
    readonly state: Tensor | undefined;
  };
};

/** The arguments of a step, in the order in which an engine gets them. */
export type StepArguments = [
  params: TensorRecord,
  frozen: TensorRecord,
  state: TensorRecord,
  optimizerState: TensorTree,
  batch: BatchTensors,
  draws: readonly Tensor[],
];

/**
 * One step of training as a pure function of tensors, for an engine to compile: forward, loss,
 * gradients by the trainable weights, update, metrics.
 *
 * Random numbers are arguments, because a seed would become part of a compiled function.
 *
 * @param randomOf - The source that hands out the draws of a step.
 */
export function trainingStep(
  task: Task,
  randomOf: (draws: readonly Tensor[]) => RandomSource,
): (...args: StepArguments) => StepOutcome {
  const { body, port, activation, loss, metrics, optimizer } = task;
  return (params, frozen, state, optimizerState, batch, draws) => {
    const { inputs, targets, weights, lossWeights } = batch;
    const context = { training: true, random: randomOf(draws) };
    const given = new Set(tensorsOf([params, frozen, state, batch]));
    const kept = new Set<Tensor>();
    // What the forward run leaves behind would be released with its intermediate results.
    const hold = (tensor: Tensor): Tensor => {
      if (!given.has(tensor)) kept.add(keep(tensor));
      return tensor;
    };
    let nextState = state;
    let outputs: Tensor | undefined;
    try {
      const { value, gradients } = valueAndGradients(params, () => {
        const result = forward(body, port, context, inputs, { ...frozen, ...params }, state);
        outputs = metrics.length > 0 ? hold(result.predictions) : undefined;
        for (const tensor of Object.values(result.state)) hold(tensor);
        nextState = { ...state, ...result.state };
        return meanLoss(
          loss,
          inForm(loss.from, activation, result.predictions),
          targets,
          lossWeights,
        );
      });
      const predictions = outputs;
      const measured =
        predictions === undefined
          ? []
          : metrics.map((metric) =>
              metric.measure(inForm(metric.from, activation, predictions), targets, weights),
            );
      const { updates, state: nextOptimizerState } = optimizer.update(
        gradients,
        optimizerState,
        params,
      );
      const nextParams = { ...params, ...applyUpdates(params, updates) };
      if (predictions !== undefined && kept.delete(predictions)) predictions.dispose();
      return {
        params: nextParams,
        state: nextState,
        optimizerState: nextOptimizerState,
        loss: value,
        measured,
        finite: watch({ gradients, weights: nextParams, state: nextState }),
      };
    } catch (error) {
      for (const tensor of kept) tensor.dispose();
      throw error;
    }
  };
}
