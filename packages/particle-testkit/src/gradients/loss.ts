import {
  createContext,
  createRandom,
  splitVariables,
  type AnyParticle,
  type RunResult,
} from '@sora-particles/combinator-core';
import { addN, mul, sum, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { Case } from '../cases/case.ts';
import { isTensor } from '../internal/values.ts';

/** A number that depends on all outputs of a particle, and on what it is computed from. */
export interface Loss {
  /** The inputs and weights that gradients are taken by. */
  readonly at: Readonly<Record<string, Tensor>>;
  /** For gradients. */
  readonly symbolic: (...values: Tensor[]) => Scalar;
  /** In double precision, for differences; with the size of its terms, which bounds the rounding. */
  readonly exact: (changed: Readonly<Record<string, Tensor>>) => Exact;
}

/** A sum and the sum of the sizes of its terms. */
export interface Exact {
  readonly sum: number;
  readonly size: number;
}

/** The outputs of one run, weighted at random and added up. */
export function lossOf(particle: AnyParticle, given: Case, training: boolean): Loss {
  const { params, state } = splitVariables(particle, given.variables);
  const inputs = Object.entries(given.inputs).filter(([, value]) => isFloat(value));
  const weights = Object.entries(params).filter(
    ([path, value]) => isFloat(value) && particle.params[path]?.trainable !== false,
  );
  const at = Object.fromEntries([
    ...inputs.map(([port, value]) => [`input '${port}'`, value]),
    ...weights.map(([path, value]) => [`weight '${path}'`, value]),
  ]) as Record<string, Tensor>;
  const outputs = (values: Readonly<Record<string, Tensor>>): readonly [Tensor, Tensor][] => {
    const pick = (kind: string, all: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [key, values[`${kind} '${key}'`] ?? value]),
      );
    const result = particle.run(
      createContext({ training, seed: given.seed }),
      pick('input', given.inputs) as Case['inputs'],
      pick('weight', params) as Readonly<Record<string, Tensor>>,
      state,
    ) as RunResult;
    const random = createRandom(given.seed).split('loss');
    return Object.entries(result.outputs).flatMap(([port, y]): [Tensor, Tensor][] =>
      isFloat(y) ? [[y, random.split(port).uniform(y.shape, -1, 1)]] : [],
    );
  };
  const names = Object.keys(at);
  return {
    at,
    symbolic: (...values) => {
      const changed = Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor]));
      return addN<Scalar>(outputs(changed).map(([y, w]) => sum(mul(y, w))));
    },
    exact: (changed) => {
      const total = { sum: 0, size: 0 };
      tidy(() => {
        for (const [y, w] of outputs({ ...at, ...changed })) {
          const factors = w.dataSync<'float32'>();
          y.dataSync<'float32'>().forEach((value, i) => {
            const term = value * (factors[i] ?? 0);
            total.sum += term;
            total.size += Math.abs(term);
          });
        }
      });
      return total;
    },
  };
}

function isFloat(value: unknown): value is Tensor {
  return isTensor(value) && value.dtype === 'float32';
}
