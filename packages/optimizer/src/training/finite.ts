import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { square, stack, sum, type Tensor } from '@tensorflow/tfjs-core';

/** What is looked at after each step. */
export interface Watched {
  readonly gradients: TensorRecord;
  readonly weights: TensorRecord;
  readonly state: TensorRecord;
}

/** One number for each tensor of a step, finite only if all of its numbers are. */
export type FiniteReport = Readonly<Record<keyof Watched, Tensor | undefined>>;

/** What a tensor of a step is, in messages. */
const NAMES: Readonly<Record<keyof Watched, string>> = {
  gradients: 'gradient',
  weights: 'weight',
  state: 'state',
};

/**
 * Boils a step down to a few numbers that show whether all is finite. Looking at the loss alone is
 * not enough: the wasm backend turns NaN into a number in relu6, clip and max-pooling. Gradients are
 * squared, since what overflows there overflows in the memory of adaptive optimisers as well.
 */
export function watch({ gradients, weights, state }: Watched): FiniteReport {
  return {
    gradients: summary(gradients, (gradient) => sum(square(gradient))),
    weights: summary(weights, (weight) => sum(weight)),
    state: summary(state, (value) => sum(value)),
  };
}

function summary(record: TensorRecord, boil: (tensor: Tensor) => Tensor): Tensor | undefined {
  const numbers = floats(record).map(([, tensor]) => boil(tensor));
  return numbers.length === 0 ? undefined : stack(numbers);
}

/** The name of the first tensor that is not finite; undefined if all are. */
export function firstNotFinite(
  watched: { readonly [Kind in keyof Watched]: TensorRecord },
  loss: number,
  report: Readonly<Record<keyof Watched, ArrayLike<number> | undefined>>,
): { readonly kind: string; readonly path: string } | undefined {
  if (!Number.isFinite(loss)) return { kind: 'loss', path: 'loss' };
  for (const kind of ['gradients', 'weights', 'state'] as const) {
    const numbers = report[kind] ?? [];
    for (const [i, [path]] of floats(watched[kind]).entries()) {
      if (!Number.isFinite(numbers[i])) return { kind: NAMES[kind], path };
    }
  }
  return undefined;
}

function floats(record: TensorRecord): readonly (readonly [path: string, tensor: Tensor])[] {
  return Object.entries(record).filter(([, { dtype }]) => dtype === 'float32');
}

/** The error for a step that went wrong. */
export function notFinite(
  { kind, path }: { readonly kind: string; readonly path: string },
  where: string,
): ParticleError {
  const what = kind === 'loss' ? 'the loss' : `the ${kind} '${path}'`;
  return new ParticleError({
    code: 'value-not-finite',
    summary: `${what} is no longer finite in ${where}; that step was not kept`,
    path,
    expected: `a finite ${kind}`,
    found: 'NaN, an infinity, or numbers too large to add up',
    remedy: 'lower the learning rate, clip the gradients (clipByGlobalNorm), or scale the inputs',
  });
}
