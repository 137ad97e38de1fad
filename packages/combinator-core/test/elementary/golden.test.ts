import '@tensorflow/tfjs-backend-cpu';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../../src/apply.ts';
import {
  activation,
  activationNames,
  batchNormalization,
  dense,
  elu,
  exponential,
  gelu,
  hardSigmoid,
  hardSwish,
  layerNormalization,
  leakyRelu,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
  type ActivationName,
} from '../../src/elementary/index.ts';
import type { AnyParticle } from '../../src/particle.ts';
import golden from '../golden/elementary.json' with { type: 'json' };
import { expectClose, type Golden } from '../support/close.ts';

const tensorOf = ({ values, shape }: Golden): Tensor => tensor([...values], [...shape]);
const variable = (value: Golden) => ({ value: tensorOf(value), trainable: true });
const run = (particle: AnyParticle, x: Golden): Tensor =>
  apply(particle, {}, { x: tensorOf(x) }).outputs['y'] as Tensor;

describe('dense agrees with Keras', () => {
  it.each(golden.dense)('for $activation, x $x.shape, bias $useBias', (one) => {
    const layer = dense({
      units: one.bias.shape[0]!,
      useBias: one.useBias,
      activation: one.activation as ActivationName,
    });
    const weights = {
      kernel: variable(one.kernel),
      ...(one.useBias && { bias: variable(one.bias) }),
    };
    expectClose(apply(layer, weights, { x: tensorOf(one.x) }).outputs.y, one.y);
  });
});

describe('activations agree with Keras', () => {
  const { x, y, softmax: soft, exponential: exp } = golden.activations;
  const particles: Record<Exclude<keyof typeof y, 'linear'>, AnyParticle> = {
    relu: relu(),
    relu6: relu6(),
    leakyRelu: leakyRelu(),
    'leakyRelu 0.05': leakyRelu({ negativeSlope: 0.05 }),
    elu: elu(),
    'elu 1.7': elu({ alpha: 1.7 }),
    selu: selu(),
    gelu: gelu(),
    'gelu approximate': gelu({ approximate: true }),
    silu: silu(),
    tanh: tanh(),
    sigmoid: sigmoid(),
    softplus: softplus(),
    softsign: softsign(),
    hardSigmoid: hardSigmoid(),
    hardSwish: hardSwish(),
    mish: mish(),
  };

  it.each(Object.entries(particles))('%s', (name, particle) => {
    expectClose(run(particle, x), y[name as keyof typeof y]);
  });

  it('exponential', () => {
    expectClose(run(exponential(), exp.x), exp.y);
  });

  it('softmax', () => {
    expectClose(run(softmax(), soft.x), soft.y);
  });

  it.each(activationNames.filter((name) => name !== 'exponential'))('by the name %s', (name) => {
    expectClose(run(activation({ type: name }), x), y[name]);
  });
});

describe('normalisations agree with Keras', () => {
  const { x, gamma, beta, movingMean, movingVariance, batch, layer } = golden.normalization;
  const { momentum, epsilon } = batch;
  const variables = {
    gamma: variable(gamma),
    beta: variable(beta),
    movingMean: { ...variable(movingMean), trainable: false },
    movingVariance: { ...variable(movingVariance), trainable: false },
  };

  it('batchNormalization outside of training, which leaves its state alone', () => {
    const particle = batchNormalization({ momentum, epsilon });
    const { outputs, state } = apply(particle, variables, { x: tensorOf(x) });
    expectClose(outputs.y, batch.inference);
    expect(state).toEqual({});
  });

  it('batchNormalization while training, and its new state', () => {
    const particle = batchNormalization({ momentum, epsilon });
    const { outputs, state } = apply(particle, variables, { x: tensorOf(x) }, { training: true });
    expectClose(outputs.y, batch.training);
    expectClose(state['movingMean']!, batch.movingMean);
    expectClose(state['movingVariance']!, batch.movingVariance);
  });

  it('batchNormalization without gamma and beta', () => {
    const particle = batchNormalization({ center: false, scale: false });
    const value = apply(
      particle,
      { movingMean: variables.movingMean, movingVariance: variables.movingVariance },
      { x: tensorOf(x) },
    ).outputs.y;
    const expected = x.values.map((number, i) => {
      const channel = i % 5;
      const deviation = Math.sqrt(movingVariance.values[channel]! + 0.001);
      return (number - movingMean.values[channel]!) / deviation;
    });
    expectClose(value, { shape: x.shape, values: expected });
  });

  it('layerNormalization', () => {
    const particle = layerNormalization({ epsilon: layer.epsilon });
    const weights = { gamma: variable(gamma), beta: variable(beta) };
    expectClose(apply(particle, weights, { x: tensorOf(x) }).outputs.y, layer.y);
  });
});
