import '@tensorflow/tfjs-backend-cpu';
import { createContext, createRegistry } from '@sora-particles/combinator-core';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { tidy } from '@tensorflow/tfjs-core';
import layers from './golden/layers.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { pattern } from './support/pattern.ts';
import { runParticle } from './support/run.ts';

const registry = createRegistry(convRecognizerKinds);

describe('as in Keras (tools/golden/conv.py)', () => {
  const cases = layers.map((golden) => ({
    ...golden,
    title: `${golden.layer}(${JSON.stringify(golden.options)}) of [${golden.inputShape.join(', ')}]`,
  }));

  describe.each([{ training: false }, { training: true }])(
    'training: $training',
    ({ training }) => {
      it.each(cases)('$title', ({ layer, options, inputShape, weights, outputShape, output }) => {
        const particle = registry.get(`conv-recognizer/${layer}@1`).create(options, [], layer);
        tidy(() => {
          const params = Object.fromEntries(
            Object.entries(weights).map(([name, shape]) => [name, pattern(name, shape)]),
          );
          expect(Object.keys(params).sort()).toEqual(Object.keys(particle.params).sort());
          const context = createContext({ training });
          const { y } = runParticle(particle, context, { x: pattern('x', inputShape) }, params);
          expect(y.shape).toEqual(outputShape);
          expectClose(y, output);
        });
      });
    },
  );
});
