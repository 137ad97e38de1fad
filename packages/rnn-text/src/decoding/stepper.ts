import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { dispose, gather, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { checkAborted } from '../text/abort.ts';
import type { DecodingOptions } from './decoding-options.ts';
import { logProbabilities, readLogits, type NextTokenModel } from './next-token-model.ts';

/** Walks a model forward and owns its state. */
export interface Stepper {
  /**
   * Logarithms of the probabilities of what comes after these tokens, for each of them.
   *
   * @param from - For each token, the row of the step before that it follows. Default the same rows.
   */
  next(tokens: readonly number[], from?: readonly number[]): Promise<readonly Float64Array[]>;
  /** Disposes of the state. */
  end(): void;
}

/**
 * Begins to walk.
 *
 * @throws ParticleError `aborted`; `value-out-of-range` for ids beyond the model's vocabulary;
 *   `output-invalid` for logits of another shape, or NaN.
 */
export async function createStepper(
  model: NextTokenModel,
  { startId, endId, forbiddenIds = [], signal }: DecodingOptions,
): Promise<Stepper> {
  checkAborted(signal);
  let state: TensorRecord = await model.begin();
  let isEnded = false;
  const end = (): void => {
    isEnded = true;
    dispose(state);
    state = {};
  };
  const replace = (next: TensorRecord): void => {
    dispose(state);
    state = next;
    // Somebody has left the loop while a step was under way.
    if (isEnded) end();
  };
  return {
    async next(tokens, from) {
      checkAborted(signal);
      if (from !== undefined && !isInOrder(from, state)) replace(rowsOf(state, from));
      const last = tensor1d([...tokens], 'int32');
      let step;
      try {
        step = await model.step(last, state);
      } finally {
        last.dispose();
      }
      replace(step.state);
      try {
        const read = await readLogits(step.logits, tokens.length);
        for (const id of [startId, endId, ...forbiddenIds]) checkId(id, read.vocabulary);
        return tokens.map((_, row) => {
          const own = logProbabilities(read, row);
          for (const id of forbiddenIds) own[id] = -Infinity;
          return own;
        });
      } finally {
        step.logits.dispose();
      }
    },
    end,
  };
}

function isInOrder(from: readonly number[], state: TensorRecord): boolean {
  const rows = Object.values(state)[0]?.shape[0] ?? from.length;
  return rows === from.length && from.every((row, i) => row === i);
}

function rowsOf(state: TensorRecord, from: readonly number[]): TensorRecord {
  return tidy(() => {
    const rows = tensor1d([...from], 'int32');
    return Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, gather(tensor, rows)]),
    );
  });
}

function checkId(id: number, vocabulary: number): void {
  if (id < vocabulary) return;
  throw new ParticleError({
    code: 'value-out-of-range',
    summary: `the model knows no token ${id}`,
    expected: `0 to ${vocabulary - 1}`,
    found: String(id),
  });
}
