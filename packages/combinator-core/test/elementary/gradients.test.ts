import '@tensorflow/tfjs-backend-cpu';
import type { Bindings } from '../../src/contract/evaluate.ts';
import * as e from '../../src/elementary/index.ts';
import { registerGradients } from '../../src/gradients.ts';
import { initialize } from '../../src/initialize.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { createRandom } from '../../src/random.ts';
import { compareGradients } from '../support/gradient.ts';

interface Case {
  readonly particle: AnyParticle;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly bindings?: Bindings;
  readonly training?: boolean;
}

const normal = { type: 'normal', mean: 0.5, standardDeviation: 1 } as const;
const normalized = { betaInitializer: normal, gammaInitializer: normal };

const cases: readonly Case[] = [
  ...(['linear', 'relu', 'relu6', 'gelu', 'sigmoid'] as const).map((activation) => ({
    particle: e.dense({ units: 3, activation, biasInitializer: normal }),
    bindings: { in: 5 },
  })),
  { particle: e.dense({ units: 3, useBias: false }), bindings: { in: 5 } },
  ...e.activationNames.map((type) => ({ particle: e.activation({ type }) })),
  { particle: e.elu({ alpha: 1.5 }) },
  { particle: e.gelu({ approximate: true }) },
  { particle: e.leakyRelu({ negativeSlope: 0.4 }) },
  { particle: e.softmax() },
  { particle: e.sigmoid() },
  { particle: e.tanh() },
  { particle: e.batchNormalization(normalized), bindings: { channels: 5 } },
  { particle: e.batchNormalization(normalized), bindings: { channels: 5 }, training: true },
  { particle: e.layerNormalization(normalized), bindings: { features: 5 } },
  { particle: e.dropout(0.5), training: true },
  { particle: e.rescale(3, 1) },
  { particle: e.flatten() },
  { particle: e.reshape({ shape: [5, -1] }) },
  { particle: e.concatenate(), shapes: { a: [2, 3], b: [2, 4] } },
  { particle: e.concatenate({ axis: 1 }), shapes: { a: [2, 3, 2], b: [2, 1, 2] } },
  { particle: e.cast('float32') },
  { particle: e.identity() },
];

beforeAll(registerGradients);

it.each(
  cases.map(
    (one) =>
      [
        `${one.particle.name} ${JSON.stringify(one.particle.config)} ${one.training ? 'training' : ''}`,
        one,
      ] as const,
  ),
)('the gradient of %s agrees with finite differences', (_name, one) => {
  const { particle, shapes = { x: [2, 3, 5] }, bindings = {}, training } = one;
  const variables = initialize(particle, { seed: 1, bindings });
  // With this seed no value lies within a step of the kinks at 0, 3, -3 and 6.
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([port, shape]) => [
      port,
      createRandom(29).split(port).normal(shape, 0.2, 1.5),
    ]),
  );
  for (const { gradient, differences } of compareGradients(
    particle,
    variables,
    inputs,
    training,
    2e-3,
  )) {
    const scale = Math.max(1, ...differences.map(Math.abs));
    gradient.forEach((value, i) => {
      expect(Math.abs(value - differences[i]!) / scale).toBeLessThan(1e-2);
    });
  }
});
