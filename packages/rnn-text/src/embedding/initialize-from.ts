import {
  disposeVariables,
  initialize,
  ParticleError,
  type AnyParticle,
  type InitializeOptions,
  type Variable,
  type Variables,
} from '@sora-particles/combinator-core';
import { clone, Tensor, tensor } from '@tensorflow/tfjs-core';

/** Numbers of a weight: a tensor of its shape, or all of them in row-major order. */
export type GivenWeight = Tensor | Float32Array;

/**
 * First weights for a particle, some of which are there already: vectors for words that were trained
 * elsewhere, say. All others are drawn as `initialize` does, to the same bits.
 *
 * @param particle - What the weights are for.
 * @param given - Numbers by the path of the weight; tensors stay the caller's.
 * @param options - Seed, and sizes that the contract leaves open.
 * @returns Variables, which the caller owns: release them with `disposeVariables`. Whether training
 *   changes one is up to its particle (`trainable: false`).
 * @throws ParticleError `variable-unexpected` for a path that the particle does not have,
 *   `variable-invalid` for another shape or type, or a disposed tensor, `value-not-finite`, `value-invalid`
 *   for a weight of another form; the codes of `initialize`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { embedding, initializeFrom } from '@sora-particles/rnn-text';
 *
 * const words = embedding({ inputSize: 3, units: 2, trainable: false });
 * const vectors = new Float32Array([0, 0, 0.1, 0.2, 0.3, 0.4]); // e.g. read from a file of GloVe
 * const variables = initializeFrom(words, { embeddings: vectors }, { seed: 1 });
 * console.log(variables['embeddings']?.value.shape); // [ 3, 2 ]
 * console.log(variables['embeddings']?.trainable); // false
 * ```
 */
export function initializeFrom(
  particle: AnyParticle,
  given: Readonly<Record<string, GivenWeight>>,
  options: InitializeOptions,
): Variables {
  const fresh = initialize(particle, options);
  try {
    for (const [path, weight] of Object.entries(given)) checkWeight(path, weight, fresh);
  } catch (error) {
    disposeVariables(fresh);
    throw error;
  }
  return Object.fromEntries(
    Object.entries(fresh).map(([path, variable]): [string, Variable] => {
      const weight = Object.hasOwn(given, path) ? given[path] : undefined;
      if (weight === undefined) return [path, variable];
      const { shape } = variable.value;
      variable.value.dispose();
      // Backends may keep the array that a tensor is made of: it stays the caller's.
      const value =
        weight instanceof Tensor ? clone(weight) : tensor(weight.slice(), shape, 'float32');
      return [path, { ...variable, value }];
    }),
  );
}

function checkWeight(path: string, weight: unknown, fresh: Variables): void {
  if (!Object.hasOwn(fresh, path)) {
    throw new ParticleError({
      code: 'variable-unexpected',
      summary: 'the particle has no weight of this path',
      path,
      expected: `one of ${Object.keys(fresh).join(', ')}`,
    });
  }
  if (!(weight instanceof Tensor || weight instanceof Float32Array)) {
    throw new ParticleError({
      code: 'value-invalid',
      summary: 'a weight is given as a tensor or a Float32Array',
      path,
      found: Array.isArray(weight) ? 'an array' : typeof weight,
    });
  }
  const { shape, dtype, size } = (fresh[path] as Variable).value;
  const expected = `[${shape.join(', ')}] ${dtype}`;
  const found = describe(weight, size);
  if (found !== undefined && found !== expected) {
    throw new ParticleError({
      code: 'variable-invalid',
      summary: 'the given weight does not fit the particle',
      path,
      expected,
      found,
    });
  }
  const numbers = weight instanceof Tensor ? weight.dataSync() : weight;
  const odd = numbers.findIndex((number) => !Number.isFinite(number));
  if (odd === -1) return;
  throw new ParticleError({
    code: 'value-not-finite',
    summary: `the given weight holds ${String(numbers[odd])}`,
    path: `${path}[${String(odd)}]`,
    expected: 'finite numbers',
  });
}

/** What is given in the words of a contract; undefined if it is as many numbers as are needed. */
function describe(weight: Tensor | Float32Array, size: number): string | undefined {
  if (weight instanceof Float32Array) {
    return weight.length === size ? undefined : `${String(weight.length)} numbers`;
  }
  return weight.isDisposed ? 'a disposed tensor' : `[${weight.shape.join(', ')}] ${weight.dtype}`;
}
