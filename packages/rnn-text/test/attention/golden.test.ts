import '@tensorflow/tfjs-backend-cpu';
import { createRegistry, registerGradients } from '@sora-particles/combinator-core';
import { rnnTextKinds } from '@sora-particles/rnn-text';
import { cast, grads, mul, reshape, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import cases from '../golden/attention.json' with { type: 'json' };
import { expectClose } from '../support/close.ts';
import { pattern } from '../support/pattern.ts';
import { maskOf, runParticle, type Tensors } from '../support/run-particle.ts';

interface Golden {
  readonly particle: string;
  readonly options: object;
  readonly inputs: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;
  readonly masks: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const registry = createRegistry(rnnTextKinds);

beforeAll(registerGradients);

describe('as in Keras (tools/golden/attention.py)', () => {
  const titled = (cases as unknown as readonly Golden[]).map((golden) => ({
    ...golden,
    title: `${golden.particle}(${JSON.stringify(golden.options)}) with ${JSON.stringify(golden.masks)}`,
  }));

  it.each(titled)('$title', ({ particle: type, options, weights, gradients, ...golden }) => {
    const particle = registry.get(`rnn-text/${type}@1`).create({ ...options }, [], type);
    expect(Object.keys(weights).sort()).toEqual(Object.keys(particle.params).sort());
    tidy(() => {
      const inputs: Tensors = mapValues(golden.inputs, (given, port) =>
        type === 'embedding'
          ? tensor(given as number[][], undefined, 'int32')
          : pattern(port, given as number[]),
      );
      const masks = mapValues(golden.masks, maskOf);
      const params = mapValues(weights, (shape, path) => pattern(path, shape));
      const own = type === 'sequencePooling' ? undefined : masks['mask'];
      const run = (changed: Tensors): Tensors => {
        const pick = (from: Tensors): Tensors =>
          mapValues(from, (value, name) => changed[name] ?? value);
        const outputs = runParticle(particle, { ...pick(inputs), ...masks }, pick(params));
        return mapValues(outputs, (value) => (own === undefined ? value : clear(value, own)));
      };

      const outputs = run({});
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(golden.outputs).sort());
      for (const [port, { shape, values }] of Object.entries(golden.outputs)) {
        expect(outputs[port]?.shape).toEqual(shape);
        expectClose(outputs[port] as Tensor, values);
      }

      const names = Object.keys(gradients);
      const loss = (...values: Tensor[]): Tensor => {
        const y = run(Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor])))['y'];
        return sum(mul(y as Tensor, pattern('loss', (y as Tensor).shape)));
      };
      const slopes = grads(loss)(names.map((name) => inputs[name] ?? (params[name] as Tensor)));
      names.forEach((name, i) => {
        expectClose(slopes[i] as Tensor, gradients[name] as number[], 2e-5);
      });
    });
  });
});

/** Zeros where the step itself is masked, with heads or without. */
function clear(y: Tensor, mask: Tensor): Tensor {
  const [batch = 0, time = 0] = mask.shape;
  const shape = y.rank === 4 ? [batch, 1, time, 1] : [batch, time, 1];
  return mul(y, reshape(cast(mask, 'float32'), shape));
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value, key)]),
  );
}
