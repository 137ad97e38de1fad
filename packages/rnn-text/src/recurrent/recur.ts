import {
  ParticleError,
  type AnyParticle,
  type RunContext,
  type RunResult,
  type TensorRecord,
} from '@sora-particles/combinator-core';
import {
  cast,
  clone,
  expandDims,
  fused,
  greaterEqual,
  mul,
  reshape,
  slice,
  squeeze,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { SequenceOptions } from './recurrent-options.ts';
import { reverseTime } from './reverse-time.ts';

/** One run of a recurrent particle. */
export interface Recurrence extends Required<SequenceOptions> {
  readonly name: string;
  readonly units: number;
  /** A scan of the step that follows the product of input and kernel, from projected `x` to `y`. */
  readonly steps: AnyParticle;
  /** Ports of the state, the one that comes out as `y` first. */
  readonly states: readonly string[];
  readonly context: RunContext;
  /** `x`, and those of `mask` and the first states that are given. */
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  /** What each step needs besides. */
  readonly params: TensorRecord;
}

/**
 * Runs a recurrence: the product of input and kernel for all steps at once, then step by step.
 *
 * @throws ParticleError `data-empty` for no steps in time.
 */
export function recur(run: Recurrence): RunResult<{ readonly y: Tensor }> {
  const { context, inputs, states, returnSequences, returnState, goBackwards } = run;
  const x = inputs['x'] as Tensor;
  const [batch = 0, time = 0] = x.shape as readonly number[];
  if (time === 0) throw noSteps(run.name, x.shape);
  const kept = dropMask(context, 'recurrentDropout', run.recurrentDropout, [batch, run.units]);
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  const { outputs } = run.steps.run(
    context,
    { ...(Object.fromEntries(given) as TensorRecord), x: project(run, x) },
    { ...run.params, ...(kept && { kept }) },
    {},
  ) as RunResult<TensorRecord>;
  const sequence = outputs['y'] as Tensor;
  const inOrder = (): Tensor => (goBackwards ? reverseTime(sequence) : sequence);
  const last = (): Tensor => lastOutput(run, outputs, sequence, goBackwards ? 0 : time - 1);
  const state = states.map((port): [string, Tensor] => [port, outputs[port] as Tensor]);
  return {
    outputs: {
      ...(returnState && Object.fromEntries(state)),
      y: returnSequences ? inOrder() : last(),
    },
  };
}

/** x kernel + bias for all steps as one product of matrices. */
function project({ context, kernel, bias, dropout }: Recurrence, x: Tensor): Tensor {
  const [batch = 0, time = 0, size = 0] = x.shape as readonly number[];
  const kept = dropMask(context, 'dropout', dropout, [batch, size]);
  const read = kept === undefined ? x : mul(x, expandDims(kept, 1));
  const rows = reshape(read, [batch * time, size]);
  const projected = fused.matMul({ a: rows, b: kernel, ...(bias && { bias }) });
  return reshape(projected, [batch, time, kernel.shape[1] ?? 0]);
}

/** What numbers are multiplied by: 0 where they are dropped, and what makes up for those elsewhere. */
function dropMask(
  { training, random }: RunContext,
  name: string,
  rate: number,
  shape: readonly number[],
): Tensor | undefined {
  if (!training || rate === 0) return undefined;
  const kept = greaterEqual(random.split(name).uniform(shape), rate);
  return mul(cast(kept, 'float32'), 1 / (1 - rate));
}

/**
 * The output of the last step. It is the state, which saves joining all outputs; but where a mask may have
 * left out every step, the first state is not the output before the first step, which is zeros.
 */
function lastOutput(
  { inputs, states, returnState }: Recurrence,
  outputs: TensorRecord,
  sequence: Tensor,
  last: number,
): Tensor {
  const [port = ''] = states;
  const state = outputs[port] as Tensor;
  if (inputs['mask'] === undefined || inputs[port] === undefined) {
    return returnState ? clone(state) : state;
  }
  const [batch = 0, , units = 0] = sequence.shape as readonly number[];
  return squeeze(slice(sequence, [0, last, 0], [batch, 1, units]), [1]);
}

function noSteps(name: string, shape: readonly number[]): ParticleError {
  return new ParticleError({
    code: 'data-empty',
    summary: `'${name}': there are no steps in time`,
    path: `${name}.x`,
    expected: 'at least one step',
    found: `[${shape.join(', ')}]`,
  });
}
