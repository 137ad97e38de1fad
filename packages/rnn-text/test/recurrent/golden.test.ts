import '@tensorflow/tfjs-backend-cpu';
import {
  createContext,
  registerGradients,
  type AnyParticle,
  type RunResult,
  type TensorRecord,
} from '@sora-particles/combinator-core';
import { bidirectional, gru, lstm, type MergeMode } from '@sora-particles/rnn-text';
import { addN, grads, mul, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import goldens from '../golden/recurrent.json' with { type: 'json' };
import { pattern } from '../support/pattern.ts';

interface Golden {
  readonly layer: string;
  readonly options: { readonly units: number };
  readonly shape: readonly number[];
  readonly mask?: readonly string[];
  readonly merge?: string;
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, { shape: readonly number[]; values: number[] }>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const factories: Readonly<Record<string, (options: { units: number }) => AnyParticle>> = {
  lstm,
  gru,
};

function make({ layer, options, merge }: Golden): AnyParticle {
  const particle = factories[layer]?.(options) as AnyParticle;
  return merge === undefined ? particle : bidirectional(particle, { merge: merge as MergeMode });
}

/** Expects two lists of numbers to agree within 1e-5, relative to the greatest of them. */
function expectClose(actual: Tensor, expected: readonly number[]): void {
  const values = actual.dataSync<'float32'>();
  expect(values).toHaveLength(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = values.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i]!)), 0);
  expect(worst / scale).toBeLessThanOrEqual(1e-5);
}

beforeAll(registerGradients);

describe('as in Keras (tools/golden/recurrent.py): values, and gradients of inputs and weights', () => {
  const cases = (goldens as unknown as readonly Golden[]).map((golden) => {
    const { weights: _weights, outputs: _outputs, gradients: _gradients, ...asked } = golden;
    return { golden, title: JSON.stringify(asked) };
  });

  it.each(cases)('$title', ({ golden }) => {
    const { shape, mask, weights, outputs, gradients, options } = golden;
    const particle = make(golden);
    expect(Object.keys(particle.params)).toEqual(Object.keys(weights));
    expect(Object.keys(particle.output).sort()).toEqual(Object.keys(outputs).sort());
    tidy(() => {
      const inputs = Object.keys(gradients).filter((name) => !(name in weights));
      const names = [...inputs, ...Object.keys(weights)];
      const stateShape = [shape[0] ?? 0, options.units];
      const values = names.map((name) =>
        pattern(name, weights[name] ?? (name === 'x' ? shape : stateShape)),
      );
      const real = mask && {
        mask: tensor(
          mask.map((row) => Array.from(row, (char) => char === '1')),
          undefined,
          'bool',
        ),
      };
      const run = (all: readonly Tensor[]): TensorRecord => {
        const named = names.map((name, i) => [name, all[i]!] as const);
        const given = { ...Object.fromEntries(named.slice(0, inputs.length)), ...real };
        const params = Object.fromEntries(named.slice(inputs.length));
        return (particle.run(createContext(), given, params, {}) as RunResult<TensorRecord>)
          .outputs;
      };
      for (const [port, value] of Object.entries(run(values))) {
        expect(value.shape).toEqual(outputs[port]?.shape);
        expectClose(value, outputs[port]?.values ?? []);
      }
      const loss = (...all: Tensor[]): Tensor =>
        addN(
          Object.entries(run(all)).map(([port, value]) =>
            sum(mul(value, pattern(`loss ${port}`, value.shape))),
          ),
        );
      grads(loss)(values).forEach((gradient, i) => {
        expectClose(gradient, gradients[names[i]!] ?? []);
      });
    });
  });
});
