import { cast, tidy } from '@tensorflow/tfjs-core';
import type { Dim, Shape } from './contract/dim.ts';
import { evaluateShape, type Bindings } from './contract/evaluate.ts';
import { formatDim, formatShape } from './contract/format.ts';
import { ParticleError } from './errors.ts';
import { createInitialValue } from './initializers.ts';
import { requireBackend } from './internal/require-backend.ts';
import type { AnyParticle, ParamSpec } from './particle.ts';
import { createRandom, type RandomSource } from './random.ts';
import { disposeVariables, type Variable, type Variables } from './variables.ts';

/** What {@link initialize} takes. */
export interface InitializeOptions {
  /** Root of the random numbers: any safe integer. */
  readonly seed: number;
  /**
   * Sizes that the contract leaves open, by symbol, e.g. `{ channels: 3 }`, a list for a spread
   * (`{ '...features': [28, 28] }`). Needed only where no size inside the particle settles them.
   */
  readonly bindings?: Bindings;
}

/**
 * Makes the first weights and state of a particle. Each is drawn from random numbers of its own path,
 * so that adding a layer leaves the weights of the others as they were.
 *
 * @returns Variables, which the caller owns: release them with `disposeVariables`.
 * @throws ParticleError `symbol-unbound` if the size of a weight is not known, before anything
 *   is allocated; `dimension-invalid`; `option-invalid` for the seed; `backend-missing`.
 *
 * @example
 * ```ts
 * import { compose, disposeVariables, initialize } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 *
 * const particle = compose(input({ shape: ['batch', 4], dtype: 'float32' })).to(dense({ units: 3 }));
 * const variables = initialize(particle, { seed: 1 }); // dense/kernel [4, 3], dense/bias [3]
 * disposeVariables(variables);
 * ```
 */
export function initialize(
  particle: AnyParticle,
  { seed, bindings = {} }: InitializeOptions,
): Variables {
  const root = createRandom(seed);
  const specs = [
    ...Object.entries(particle.params).map(([path, spec]) => ({ path, spec, isState: false })),
    ...Object.entries(particle.state).map(([path, spec]) => ({ path, spec, isState: true })),
  ].map((entry) => ({ ...entry, shape: sizesOf(entry.path, entry.spec.shape, bindings) }));
  requireBackend();
  const variables: Record<string, Variable> = {};
  try {
    for (const { path, spec, shape, isState } of specs) {
      const trainable = !isState && spec.trainable !== false;
      variables[path] = { value: draw(spec, shape, root.split(path)), trainable };
    }
  } catch (error) {
    disposeVariables(variables);
    throw error;
  }
  return variables;
}

function draw(spec: ParamSpec, shape: readonly number[], random: RandomSource): Variable['value'] {
  return tidy(() =>
    cast(createInitialValue(spec.initializer, shape, random), spec.dtype ?? 'float32'),
  );
}

function sizesOf(path: string, shape: Shape, bindings: Bindings): readonly number[] {
  const evaluated = evaluateShape(shape, bindings);
  return evaluated.map((dim) => {
    if (typeof dim === 'number') return dim;
    const symbol = firstSymbol(dim);
    throw new ParticleError({
      code: 'symbol-unbound',
      summary:
        symbol === undefined
          ? `a size in ${formatShape(evaluated)} is not known before the call`
          : `the size '${symbol}' in ${formatShape(evaluated)} is not known`,
      path,
      expected: 'a number for each axis',
      found: formatDim(dim),
      remedy:
        symbol === undefined
          ? 'fix the size upstream, e.g. with a resize'
          : `begin the composition with input({ shape: [...], ... }), or pass bindings: { ${quoted(symbol)}: ... }`,
    });
  });
}

function firstSymbol(dim: Dim): string | undefined {
  if (typeof dim === 'string') return dim;
  if (typeof dim !== 'object' || dim === null) return undefined;
  return dim
    .slice(1)
    .map(firstSymbol)
    .find((symbol) => symbol !== undefined);
}

function quoted(symbol: string): string {
  return /^[A-Za-z_]\w*$/.test(symbol) ? symbol : `'${symbol}'`;
}
