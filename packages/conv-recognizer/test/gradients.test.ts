import '@tensorflow/tfjs-backend-cpu';
import {
  createContext,
  registerGradients,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import {
  averagePool2d,
  conv2d,
  depthwiseConv2d,
  globalAveragePool,
  globalMaxPool,
  maxPool2d,
  separableConv2d,
} from '@sora-particles/conv-recognizer';
import { memory, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { checkGradients } from './support/check-gradients.ts';
import { pattern, sizeOf } from './support/pattern.ts';
import { runParticle, type Tensors } from './support/run.ts';

beforeAll(registerGradients);

const shape = [1, 5, 4, 2];

/** Weights that Keras would call `kernel`, `bias` and so on, for an input with two channels. */
type WeightShapes = Readonly<Record<string, readonly number[]>>;

const linear: readonly (readonly [string, AnyParticle, WeightShapes])[] = [
  ['conv2d', conv2d({ filters: 2, kernelSize: 3 }), { kernel: [3, 3, 2, 2], bias: [2] }],
  [
    'conv2d with strides',
    conv2d({ filters: 2, kernelSize: [3, 2], strides: [2, 1], padding: 'same' }),
    { kernel: [3, 2, 2, 2], bias: [2] },
  ],
  [
    'conv2d with dilation',
    conv2d({ filters: 2, kernelSize: 3, dilation: 2, padding: 'same', useBias: false }),
    { kernel: [3, 3, 2, 2] },
  ],
  [
    'conv2d with another dilation each way',
    conv2d({ filters: 1, kernelSize: [2, 3], dilation: [3, 1] }),
    { kernel: [2, 3, 2, 1], bias: [1] },
  ],
  ['depthwiseConv2d', depthwiseConv2d({ kernelSize: 3 }), { kernel: [3, 3, 2, 1], bias: [2] }],
  [
    'depthwiseConv2d with strides',
    depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 }),
    { kernel: [3, 3, 2, 2], bias: [4] },
  ],
  [
    'depthwiseConv2d with dilation',
    depthwiseConv2d({ kernelSize: 2, dilation: 2, useBias: false }),
    { kernel: [2, 2, 2, 1] },
  ],
  [
    'separableConv2d',
    separableConv2d({ filters: 2, kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
    { depthwiseKernel: [3, 3, 2, 2], pointwiseKernel: [1, 1, 4, 2], bias: [2] },
  ],
  ['averagePool2d', averagePool2d(), {}],
  ['averagePool2d that overlaps', averagePool2d({ poolSize: 3, strides: 2, padding: 'same' }), {}],
  ['globalAveragePool', globalAveragePool(), {}],
];

describe('gradients equal finite differences', () => {
  describe.each([{ training: false }, { training: true }])(
    'training: $training',
    ({ training }) => {
      it.each(linear)('%s', (_title, particle, weights) => {
        const before = memory().numTensors;
        tidy(() => {
          const params = Object.fromEntries(
            Object.entries(weights).map(([name, of]) => [name, pattern(name, of)]),
          );
          checkGradients(({ x, ...rest }) => run(particle, training, x as Tensor, rest), {
            x: pattern('x', shape),
            ...params,
          });
        });
        expect(memory().numTensors).toBe(before);
      });

      it.each([
        ['maxPool2d', maxPool2d()],
        ['maxPool2d that overlaps', maxPool2d({ poolSize: 3, strides: 2, padding: 'same' })],
        ['globalMaxPool', globalMaxPool()],
      ])('%s', (_title, particle) => {
        // No two values closer than the step, so that no maximum changes place.
        const count = sizeOf(shape);
        const values = Float32Array.from({ length: count }, (_, i) => ((i * 37) % count) * 0.1);
        checkGradients(
          ({ x }) => run(particle, training, x as Tensor, {}),
          {
            x: tensor(values, shape),
          },
          { step: 0.02, tolerance: 1e-3 },
        );
      });

      it.each(['relu', 'tanh', 'gelu'] as const)('conv2d with %s', (activation) => {
        const particle = conv2d({ filters: 2, kernelSize: 2, activation });
        checkGradients(
          ({ x, ...rest }) => run(particle, training, x as Tensor, rest),
          {
            x: pattern('smooth', [1, 3, 3, 2]),
            kernel: pattern('kernel', [2, 2, 2, 2]),
            bias: pattern('bias', [2]),
          },
          { step: 0.004, tolerance: 2e-3 },
        );
      });
    },
  );
});

function run(particle: AnyParticle, training: boolean, x: Tensor, params: Tensors): Tensor {
  return runParticle(particle, createContext({ training }), { x }, params).y;
}
