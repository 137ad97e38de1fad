import { grads, mul, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { createContext } from '../../src/context.ts';
import type { AnyParticle, RunResult, TensorRecord } from '../../src/particle.ts';
import { createRandom } from '../../src/random.ts';
import { splitVariables, type Variables } from '../../src/variables.ts';

/** The gradient of one input or weight, by TensorFlow.js and by finite differences. */
export interface Compared {
  readonly name: string;
  readonly gradient: readonly number[];
  readonly differences: readonly number[];
}

/**
 * Compares the gradient of a random projection of `y` with central differences, for every float input
 * and every weight.
 */
export function compareGradients(
  particle: AnyParticle,
  variables: Variables,
  inputs: TensorRecord,
  training = false,
  step = 1e-2,
): readonly Compared[] {
  const { params, state } = splitVariables(particle, variables);
  const names = [...Object.keys(inputs), ...Object.keys(params)];
  const values = [...Object.values(inputs), ...Object.values(params)];
  const loss = (...all: Tensor[]): Tensor => {
    const named = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
    const pick = (record: TensorRecord): TensorRecord =>
      Object.fromEntries(Object.keys(record).map((name) => [name, named[name]!]));
    const result = particle.run(
      createContext({ training, seed: 5 }),
      pick(inputs),
      pick(params),
      state,
    ) as RunResult<TensorRecord>;
    const y = result.outputs['y']!;
    return sum(mul(y, createRandom(17).normal(y.shape)));
  };
  const gradients = grads(loss)(values);
  return names.map((name, position) => ({
    name,
    gradient: [...gradients[position]!.dataSync()],
    differences: differences(loss, values, position, step),
  }));
}

function differences(
  loss: (...all: Tensor[]) => Tensor,
  values: readonly Tensor[],
  position: number,
  step: number,
): number[] {
  const own = values[position]!;
  const numbers = own.dataSync<'float32'>();
  const at = (i: number, shift: number): number =>
    tidy(() => {
      const moved = Float32Array.from(numbers);
      moved[i]! += shift;
      const all = [...values];
      all[position] = tensor(moved, own.shape);
      return loss(...all).dataSync()[0]!;
    });
  return Array.from(numbers, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}
