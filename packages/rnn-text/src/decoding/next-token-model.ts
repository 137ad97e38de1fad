import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What a step of a {@link NextTokenModel} gives. The decoder owns both, and disposes of them. */
export interface TokenStep {
  /** What may come next: float32 [rows, vocabulary]. */
  readonly logits: Tensor;
  /** What the next step needs to know: tensors whose first axis is that of the rows. */
  readonly state: TensorRecord;
}

/**
 * A model that says, token by token, what comes next: the decoder of a translator, a language model.
 * Decoders call it for one row, or for several that have gone different ways.
 */
export interface NextTokenModel {
  /** The state before the first token, for one row. The decoder owns it. */
  begin(): TensorRecord | Promise<TensorRecord>;
  /**
   * One step for all rows. It leaves its arguments alone, which the decoder disposes of afterwards; what it
   * hands on of the state, it clones.
   *
   * @param tokens - The last token of each row: int32 [rows].
   */
  step(tokens: Tensor, state: TensorRecord): TokenStep | Promise<TokenStep>;
}

/** A token that was decided on. */
export interface DecodedToken {
  readonly id: number;
  /** Natural logarithm of its probability, given all before it. */
  readonly logProbability: number;
}

/** The logits of a step on the host, checked. */
export interface Rows {
  readonly values: Float32Array;
  readonly rows: number;
  readonly vocabulary: number;
}

/**
 * Reads the logits of a step.
 *
 * @throws ParticleError `output-invalid` for another shape, or NaN.
 */
export async function readLogits(logits: Tensor, rows: number): Promise<Rows> {
  const [found, vocabulary = 0] = logits.shape;
  if (logits.rank !== 2 || found !== rows || vocabulary === 0) {
    throw new ParticleError({
      code: 'output-invalid',
      summary: 'a step of the model gave logits of another shape',
      path: 'step.logits',
      expected: `[${rows}, vocabulary]`,
      found: `[${logits.shape.join(', ')}]`,
    });
  }
  const values = await logits.data<'float32'>();
  const broken = values.findIndex((value) => Number.isNaN(value));
  if (broken === -1) return { values, rows, vocabulary };
  throw new ParticleError({
    code: 'output-invalid',
    summary: 'a step of the model gave NaN',
    path: `step.logits[${Math.floor(broken / vocabulary)}][${broken % vocabulary}]`,
    remedy: 'look for NaN in the weights',
  });
}

/** Logarithms of the probabilities of one row, in double precision. */
export function logProbabilities({ values, vocabulary }: Rows, row: number): Float64Array {
  const own = Float64Array.from(values.subarray(row * vocabulary, (row + 1) * vocabulary));
  let most = -Infinity;
  for (const value of own) if (value > most) most = value;
  let sum = 0;
  for (const value of own) sum += Math.exp(value - most);
  const shift = most + Math.log(sum);
  return own.map((value) => value - shift);
}
