import { ParticleError } from '@sora-particles/combinator-core';
import { describe } from './refuse.ts';

/**
 * Reads how much each example counts.
 *
 * @param count - How many examples there are.
 * @throws ParticleError `data-length-mismatch`, `value-invalid`, `value-not-finite`, or
 *   `value-out-of-range` for a negative weight, naming the index.
 */
export function readWeights(
  path: string,
  given: unknown,
  count: number,
  firstIndex = 0,
): Float32Array {
  if (!isList(given)) {
    throw new ParticleError({
      code: 'value-invalid',
      summary: `${path} is not a list of numbers`,
      path,
      expected: 'an array or typed array',
      found: describe(given),
    });
  }
  if (given.length !== count) {
    throw new ParticleError({
      code: 'data-length-mismatch',
      summary: `${path} does not hold one number for each example`,
      path,
      expected: `${String(count)} numbers`,
      found: `${String(given.length)} numbers`,
    });
  }
  const weights = Float32Array.from(given, (weight, index) => {
    const problem = problemOf(weight);
    if (problem === undefined) return weight as number;
    throw new ParticleError({
      code: problem,
      summary: `${path}[${String(firstIndex + index)}] cannot be a weight`,
      path,
      expected: 'a finite number of at least 0',
      found: String(weight),
    });
  });
  return weights;
}

/**
 * Refuses weights that leave nothing to learn from.
 *
 * @throws ParticleError `value-out-of-range`.
 */
export function needSomeWeight(path: string, weights: Float32Array | undefined): void {
  if (weights?.every((weight) => weight === 0) !== true) return;
  throw new ParticleError({
    code: 'value-out-of-range',
    summary: `${path}: the weights of all examples are 0`,
    path,
    expected: 'at least one above 0',
    found: '0 each',
  });
}

function problemOf(
  weight: unknown,
): 'value-invalid' | 'value-not-finite' | 'value-out-of-range' | undefined {
  if (typeof weight !== 'number') return 'value-invalid';
  if (!Number.isFinite(Math.fround(weight))) return 'value-not-finite';
  return weight < 0 ? 'value-out-of-range' : undefined;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
