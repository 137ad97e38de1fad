import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import {
  clone,
  dispose,
  engine,
  getBackend,
  getKernel,
  keep,
  Optimizer,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import {
  ADAM_STEP,
  type AdamInputs,
  type AdamNumbers,
  composedAdamStep,
} from './kernels/adam-step.ts';

/** Options of {@link fastAdam}. */
export interface FastAdamOptions {
  /** Default 0.001; at least 0. */
  readonly learningRate?: number;
  /** How much of the mean of gradients is kept in each step. Default 0.9; from 0, below 1. */
  readonly beta1?: number;
  /** How much of the mean of squares is kept in each step. Default 0.999; from 0, below 1. */
  readonly beta2?: number;
  /** Keeps the divisor from zero. Default 1e-7; positive. */
  readonly epsilon?: number;
}

// TensorFlow.js declares it without exporting it.
type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

interface Moments {
  readonly mean: Tensor;
  readonly square: Tensor;
}

/**
 * Adam as `tf.train.adam` computes it, with the update of a weight in one pass instead of a dozen
 * operations. For `optimizer.minimize` and for `model.compile({ optimizer })` of tfjs-layers. On other
 * backends than wasm it is composed of operations. `getWeights` and `setWeights` are those of
 * `tf.train.adam`, so that training can go on with either; what `getWeights` gives is good until the
 * next step.
 *
 * weight -= learningRate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon), where m and v are the
 * moving means of the gradients and of their squares (Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980).
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { fastAdam, registerTrainingKernels } from '@sora-particles/wasm-training';
 * import { registerGradients } from '@sora-particles/combinator-core';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * registerTrainingKernels();
 * registerGradients();
 * await tf.setBackend('wasm');
 * const x = tf.variable(tf.scalar(3));
 * const optimizer = fastAdam({ learningRate: 0.5 });
 * for (let step = 0; step < 100; step++) optimizer.minimize(() => tf.square(x));
 * console.log(Math.abs(x.dataSync()[0] ?? 1) < 0.1); // true
 * ```
 */
export function fastAdam(options: FastAdamOptions = {}): Optimizer {
  checkOptions('fastAdam', options, {
    learningRate: optional(is.nonNegative),
    beta1: optional(is.fraction),
    beta2: optional(is.fraction),
    epsilon: optional(is.positive),
  });
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return new FastAdam({ learningRate, beta1, beta2, epsilon });
}

class FastAdam extends Optimizer {
  /** As the stock optimiser, so that saved models name it. */
  static get className(): string {
    return 'Adam';
  }

  private readonly options: Required<FastAdamOptions>;
  private readonly moments = new Map<string, Moments>();
  /** What was loaded, by place: as with the stock optimiser, a weight may have another name by then. */
  private readonly loaded = new Map<number, Moments & { readonly name: string }>();

  constructor(options: Required<FastAdamOptions>) {
    super();
    this.options = options;
  }

  override applyGradients(gradients: Readonly<Record<string, Tensor>> | NamedTensor[]): void {
    const { learningRate, beta1, beta2, epsilon } = this.options;
    const step = this.iterations + 1;
    const root = Math.sqrt(1 - beta2 ** step);
    const numbers: AdamNumbers = {
      scale: (-learningRate * root) / (1 - beta1 ** step),
      rate1: 1 - beta1,
      rate2: 1 - beta2,
      epsilon: epsilon * root,
    };
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const [place, { name, tensor }] of named.entries()) {
      const weight = engine().registeredVariables[name];
      // TensorFlow.js hands over null for a variable that the loss does not depend on.
      if (weight !== undefined && (tensor as Tensor | null) !== null) {
        this.update(weight, tensor, numbers, place);
      }
    }
    this.incrementIterations();
  }

  private update(weight: Variable, gradient: Tensor, numbers: AdamNumbers, place: number): void {
    const before = this.moments.get(weight.name) ?? this.loaded.get(place);
    this.loaded.delete(place);
    tidy(() => {
      const { mean, square } = before ?? { mean: zerosLike(weight), square: zerosLike(weight) };
      const next = adamStepOf({ weight, gradient, mean, square }, numbers);
      const [value, ...means] = next as [Tensor, Tensor, Tensor];
      weight.assign(value);
      this.moments.set(weight.name, { mean: keep(means[0]), square: keep(means[1]) });
    });
    if (before !== undefined) dispose([before.mean, before.square]);
  }

  override dispose(): void {
    this.forget();
    super.dispose();
  }

  private forget(): void {
    for (const { mean, square } of [...this.moments.values(), ...this.loaded.values()]) {
      dispose([mean, square]);
    }
    this.moments.clear();
    this.loaded.clear();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const known = [
      ...this.moments,
      ...[...this.loaded.values()].map((entry) => [entry.name, entry] as const),
    ];
    return [
      await this.saveIterations(),
      ...known.map(([name, { mean }]) => ({ name: `${name}/m`, tensor: mean })),
      ...known.map(([name, { square }]) => ({ name: `${name}/v`, tensor: square })),
    ];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const rest = await this.extractIterations(weights);
    const half = rest.length / 2;
    this.forget();
    rest.slice(0, half).forEach(({ name, tensor }, place) => {
      const mean = keep(clone(tensor));
      const square = keep(clone(rest[half + place]?.tensor ?? zerosLike(tensor)));
      this.loaded.set(place, { name: name.replace(/\/m$/, ''), mean, square });
    });
  }

  override getConfig(): Required<FastAdamOptions> {
    return this.options;
  }
}

function adamStepOf(inputs: AdamInputs, numbers: AdamNumbers): Tensor[] {
  const kernel = getKernel(ADAM_STEP, getBackend()) as object | undefined;
  if (kernel === undefined) return composedAdamStep(inputs, numbers);
  return engine().runKernel<Tensor[]>(ADAM_STEP, { ...inputs }, { ...numbers });
}
