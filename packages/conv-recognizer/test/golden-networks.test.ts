import '@tensorflow/tfjs-backend-cpu';
import {
  createContext,
  evaluateShape,
  type AnyParticle,
  type ParamSpecs,
} from '@sora-particles/combinator-core';
import { digitsRecognizer, leNet, mobileNet, resNet } from '@sora-particles/conv-recognizer';
import { add, mul, tidy } from '@tensorflow/tfjs-core';
import networks from './golden/networks.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { pattern, patternWeight } from './support/pattern.ts';
import { runParticle, type Tensors } from './support/run.ts';

/** Options come from JSON, where the compiler cannot tell a triple from a list. */
const FACTORIES: Readonly<Record<string, (options: object) => AnyParticle>> = {
  digitsRecognizer,
  leNet,
  mobileNet,
  resNet,
};

describe('as the same network in Keras (tools/golden/conv_networks.py)', () => {
  const cases = networks.map((golden) => ({
    ...golden,
    title: `${golden.network}(${JSON.stringify(golden.options)})`,
  }));

  it.each(cases)('$title', (golden) => {
    const make = FACTORIES[golden.network];
    if (make === undefined) throw new Error(golden.network);
    const particle = make(golden.options);
    tidy(() => {
      const params = weightsOf(particle.params);
      const state = weightsOf(particle.state);
      const all = Object.entries({ ...params, ...state });
      expect(all.reduce((sum, [, { size }]) => sum + size, 0)).toBe(golden.parameters);

      const x = add(mul(pattern('image', golden.inputShape), 0.5), 0.5);
      const { y } = runParticle(particle, createContext(), { x }, params, state);
      expectClose(y, golden.logits);

      const context = createContext({ training: true });
      const trained = runParticle(particle, context, { x }, params, state);
      // Normalising over eight pixels, 52 times in a row, amplifies the rounding of float32.
      expectClose(trained.y, golden.trainingLogits, golden.network === 'mobileNet' ? 1e-4 : 1e-5);
      for (const [kind, sum] of Object.entries(golden.movedSums)) {
        const moved = Object.entries(trained.state).filter(([path]) => path.endsWith(kind));
        const total = moved.flatMap(([, value]) => Array.from(value.dataSync<'float32'>()));
        expectClose([total.reduce((a, b) => a + b, 0)], [sum]);
      }
    });
  });
});

function weightsOf(specs: ParamSpecs): Tensors {
  return Object.fromEntries(
    Object.entries(specs).map(([path, { shape }]) => [
      path,
      patternWeight(path, evaluateShape(shape, {}) as number[]),
    ]),
  );
}
