import { createContext, type TensorRecord } from '@sora-particles/combinator-core';
import type { Metric } from '../api.ts';
import { forward } from './forward.ts';
import { inForm } from './prediction-form.ts';
import type { BatchTensors, Task } from './step.ts';

/** The arguments of an evaluation step, in the order in which an engine gets them. */
export type EvaluationArguments = [params: TensorRecord, state: TensorRecord, batch: BatchTensors];

/** Measures one batch as a pure function of tensors, for an engine to compile. Nothing is trained. */
export function evaluationStep(
  { body, port, activation }: Pick<Task, 'body' | 'port' | 'activation'>,
  metrics: readonly Metric[],
): (...args: EvaluationArguments) => readonly TensorRecord[] {
  return (params, state, { inputs, targets, weights }) => {
    const context = createContext({ training: false });
    const { predictions } = forward(body, port, context, inputs, params, state);
    return metrics.map((metric) =>
      metric.measure(inForm(metric.from, activation, predictions), targets, weights),
    );
  };
}
