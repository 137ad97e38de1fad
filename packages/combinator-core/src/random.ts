import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { ParticleError } from './errors.ts';
import { counterOf, deriveKey, threefry, type Words } from './internal/threefry.ts';
import { fillNormal, fillUniform } from './internal/fill-random.ts';

/**
 * Seeded random numbers for one place in a computation. Equal seed and path give equal numbers, in
 * every process and on every backend; sources split off by different names are independent.
 */
export interface RandomSource {
  /** The source for a child, by its name. The order in which children are split off does not matter. */
  split(name: string): RandomSource;
  /** Float32 tensor of the given shape, uniform in [low, high). The caller owns it. */
  uniform(shape: readonly number[], low?: number, high?: number): Tensor;
  /** Float32 tensor of the given shape, normally distributed. The caller owns it. */
  normal(shape: readonly number[], mean?: number, standardDeviation?: number): Tensor;
  /** The next uniform number in [0, 1) on the host. */
  next(): number;
  /** The next integer in [0, below) on the host, without modulo bias. */
  integer(below: number): number;
  /** A permutation of 0 ... length - 1 (Fisher and Yates). */
  permutation(length: number): Int32Array;
}

/**
 * Makes the root of all random numbers of a computation.
 *
 * Numbers are Threefry-2x32-20 of a key and a counter: each source has a 64-bit key and counts the
 * blocks that it has drawn. Splitting hashes the name into a new key and draws nothing, so that adding
 * a part to a model leaves the numbers of the others as they were. Only 32-bit integer arithmetic is
 * involved, so the bits agree everywhere; normal numbers go through `Math.log`, `Math.cos` and
 * `Math.sin`, whose last bit may differ from one JavaScript engine to another.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * https://doi.org/10.1145/2063384.2063405.
 *
 * @param seed - Any safe integer.
 * @throws ParticleError `option-invalid` for a seed that is no safe integer.
 *
 * @example
 * ```ts
 * import { createRandom } from '@sora-particles/combinator-core';
 *
 * const random = createRandom(7);
 * const dice = random.split('dice').integer(6) + 1;
 * const order = random.split('shuffle').permutation(10);
 * ```
 */
export function createRandom(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed)) throw invalid('seed', 'a safe integer', seed);
  return sourceOf([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]);
}

function sourceOf(key: Words): RandomSource {
  let block = 0;
  const words = new Uint32Array(2);
  const draw = (): Uint32Array => {
    threefry(key, counterOf(block), words);
    block++;
    return words;
  };
  /** Room for the values of a tensor, and the first block to fill it from; counts them as drawn. */
  const reserve = (shape: readonly number[]): { values: Float32Array; from: number } => {
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      throw invalid('shape', 'sizes that are non-negative integers', `[${shape.join(', ')}]`);
    }
    const values = new Float32Array(shape.reduce((count, size) => count * size, 1));
    const from = block;
    block += Math.ceil(values.length / 2);
    return { values, from };
  };
  const integer = (below: number): number => {
    if (!Number.isSafeInteger(below) || below < 1 || below > 2 ** 32) {
      throw invalid('below', 'an integer from 1 to 2^32', below);
    }
    // Words past the last whole multiple of `below` would favour small results: draw again.
    const limit = 2 ** 32 - (2 ** 32 % below);
    for (;;) {
      const [word = 0] = draw();
      if (word < limit) return word % below;
    }
  };
  return {
    split: (name) => sourceOf(deriveKey(key, name)),
    uniform(shape, low = 0, high = 1) {
      if (!Number.isFinite(high - low) || low > high) {
        throw invalid('low', `a finite number of at most high = ${String(high)}`, low);
      }
      const { values, from } = reserve(shape);
      fillUniform(values, key, from, low, high);
      return tensor(values, [...shape], 'float32');
    },
    normal(shape, mean = 0, standardDeviation = 1) {
      if (!Number.isFinite(mean) || !Number.isFinite(standardDeviation) || standardDeviation < 0) {
        throw invalid('standardDeviation', 'a finite number of at least 0', standardDeviation);
      }
      const { values, from } = reserve(shape);
      fillNormal(values, key, from, mean, standardDeviation);
      return tensor(values, [...shape], 'float32');
    },
    next() {
      const [first = 0, second = 0] = draw();
      return ((first >>> 5) * 2 ** 26 + (second >>> 6)) / 2 ** 53;
    },
    integer,
    permutation(length) {
      if (!Number.isSafeInteger(length) || length < 0 || length >= 2 ** 31) {
        throw invalid('length', 'an integer from 0 to 2^31 - 1', length);
      }
      const order = Int32Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
      }
      return order;
    },
  };
}

function invalid(option: string, expected: string, found: number | string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `random numbers: '${option}' must be ${expected}`,
    expected,
    found: String(found),
  });
}
