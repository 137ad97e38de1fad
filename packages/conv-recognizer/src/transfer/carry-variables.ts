import {
  disposeVariables,
  initialize,
  ParticleError,
  type AnyParticle,
  type InitializeOptions,
  type Variable,
  type Variables,
} from '@sora-particles/combinator-core';

/**
 * First weights for a particle that shares parts with one that has been trained: what both hold under
 * the same path is taken over, the rest is drawn afresh.
 *
 * @param particle - The new particle, e.g. a feature extractor with a new head.
 * @param trained - Weights and state of the old one; they stay the caller's.
 * @param options - Seed, and sizes that the contract leaves open, for the fresh weights.
 * @returns Variables, which the caller owns: release them with `disposeVariables`.
 * @throws ParticleError `variable-missing` if no path is shared; `variable-invalid` if a shared
 *   one has another shape or dtype: the new layer needs a name of its own; the codes of `initialize`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { initialize } from '@sora-particles/combinator-core';
 * import { carryVariables, digitsRecognizer, featureExtractor } from '@sora-particles/conv-recognizer';
 *
 * const digits = digitsRecognizer();
 * const trained = initialize(digits, { seed: 1 }); // or the result of fit()
 * const embedding = featureExtractor(digits);
 * const variables = carryVariables(embedding, trained, { seed: 1 });
 * ```
 */
export function carryVariables(
  particle: AnyParticle,
  trained: Variables,
  options: InitializeOptions,
): Variables {
  const fresh = initialize(particle, options);
  try {
    checkShared(fresh, trained);
  } catch (error) {
    disposeVariables(fresh);
    throw error;
  }
  return Object.fromEntries(
    Object.entries(fresh).map(([path, variable]): [string, Variable] => {
      const old = variableAt(trained, path);
      if (old === undefined) return [path, variable];
      variable.value.dispose();
      return [path, { ...variable, value: old.value.clone() }];
    }),
  );
}

function checkShared(fresh: Variables, trained: Variables): void {
  let count = 0;
  for (const [path, { value }] of Object.entries(fresh)) {
    const old = variableAt(trained, path)?.value;
    if (old === undefined) continue;
    count += 1;
    const expected = `[${value.shape.join(', ')}] ${value.dtype}`;
    const found = old.isDisposed ? 'a disposed tensor' : `[${old.shape.join(', ')}] ${old.dtype}`;
    if (found === expected) continue;
    throw new ParticleError({
      code: 'variable-invalid',
      summary: 'the trained weight of this path does not fit the new particle',
      path,
      expected,
      found,
      remedy: 'give the new layer another name, so that its weights are drawn afresh',
    });
  }
  if (count > 0) return;
  throw new ParticleError({
    code: 'variable-missing',
    summary: 'no weight of the new particle has the path of a trained one',
    expected: `one of ${Object.keys(fresh).join(', ')}`,
    found: Object.keys(trained).join(', ') || 'none',
  });
}

function variableAt(variables: Variables, path: string): Variable | undefined {
  return Object.hasOwn(variables, path) ? variables[path] : undefined;
}
