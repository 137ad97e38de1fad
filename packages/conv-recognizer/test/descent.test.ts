import '@tensorflow/tfjs-backend-cpu';
import {
  chain,
  createContext,
  disposeVariables,
  initialize,
  registerGradients,
  splitVariables,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { globalAveragePool } from '@sora-particles/conv-recognizer';
import {
  logSoftmax,
  mean,
  memory,
  mul,
  neg,
  oneHot,
  square,
  stack,
  sub,
  sum,
  tensor1d,
  tidy,
  valueAndGrads,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { layers, recognizers } from './support/examples.ts';
import { pattern } from './support/pattern.ts';
import { runParticle } from './support/run.ts';

beforeAll(registerGradients);

/** By how much the loss is to fall: little enough that the slope does not change on the way. */
const FALL = 1e-4;

// mobileNet is left out for its 52 layers, which take half a minute here; its blocks are in.
const { mobileNet: _mobileNet, ...rest } = recognizers;
const networks: readonly (readonly [string, AnyParticle])[] = [
  ...Object.entries(rest),
  ...Object.entries(layers)
    .filter(([name]) => name.includes('Block'))
    .map(([name, block]) => [name, chain([block, globalAveragePool()])] as const),
];

describe('a step down the gradient lowers the loss as much as its slope says', () => {
  describe.each([{ training: true }, { training: false }])(
    'training: $training',
    ({ training }) => {
      it.each(networks)('%s', (_name, network) => {
        const before = memory().numTensors;
        const variables = initialize(network, { seed: 3, bindings: { channels: 2 } });
        tidy(() => {
          const { params, state } = splitVariables(network, variables);
          const paths = Object.keys(params);
          const context = createContext({ training, seed: 1 });
          const x = imagesFor(network);
          const loss = (...weights: Tensor[]): Scalar => {
            const now = Object.fromEntries(paths.map((path, i) => [path, weights[i] as Tensor]));
            const { y } = runParticle(network, context, { x }, now, state);
            const labels = oneHot(tensor1d([0, 1, 0], 'int32'), y.shape[1] ?? 0);
            return mean(neg(sum(mul(labels, logSoftmax(y)), 1)));
          };
          const { value, grads } = valueAndGrads(loss)(Object.values(params));
          const slope = numberOf(sum(stack(grads.map((grad) => sum(square(grad))))));
          const moved = Object.values(params).map((weight, i) =>
            sub(weight, mul(grads[i] as Tensor, FALL / slope)),
          );
          const fall = numberOf(sub(value, loss(...moved)));
          expect(fall / FALL).toBeGreaterThan(0.9);
          expect(fall / FALL).toBeLessThan(1.1);
        });
        disposeVariables(variables);
        expect(memory().numTensors).toBe(before);
      });
    },
  );
});

/** Three images for a network. */
function imagesFor(network: AnyParticle): Tensor {
  const [, ...sizes] = network.input['x']?.shape ?? [];
  return pattern('image', [
    3,
    ...sizes.map((size) => (typeof size === 'number' ? size : size === 'channels' ? 2 : 5)),
  ]);
}

function numberOf(scalar: Tensor): number {
  return scalar.dataSync<'float32'>()[0] ?? NaN;
}
