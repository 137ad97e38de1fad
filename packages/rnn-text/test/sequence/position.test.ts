import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables, initialize, predict } from '@sora-particles/combinator-core';
import { learnedPosition, sinusoidalPosition } from '@sora-particles/rnn-text';
import { memory, ones, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { expectClose } from '../support/close.ts';
import { pattern } from '../support/pattern.ts';
import { runParticle } from '../support/run-particle.ts';

const add = (particle: Parameters<typeof runParticle>[0], x: Tensor, weights = {}): Tensor =>
  runParticle(particle, { x }, weights)['y'] as Tensor;

describe('sinusoidalPosition', () => {
  it('adds the waves of the paper', () => {
    tidy(() => {
      const [time, features] = [6, 5];
      const y = add(sinusoidalPosition(), zeros([2, time, features])).arraySync() as number[][][];
      for (let t = 0; t < time; t++) {
        for (let i = 0; 2 * i < features; i++) {
          const angle = t / 10000 ** ((2 * i) / features);
          expect(y[1]?.[t]?.[2 * i]).toBeCloseTo(Math.sin(angle), 6);
          if (2 * i + 1 < features) expect(y[1]?.[t]?.[2 * i + 1]).toBeCloseTo(Math.cos(angle), 6);
        }
      }
    });
  });

  it('has waves as long as asked for, and keeps what was there', () => {
    tidy(() => {
      const y = add(sinusoidalPosition({ maxWavelength: 16 }), ones([1, 3, 4]));
      const wave = (t: number) => [t, t / 4].flatMap((a) => [1 + Math.sin(a), 1 + Math.cos(a)]);
      expectClose(y, [0, 1, 2].flatMap(wave));
    });
  });

  it('takes no text, and texts without a step', () => {
    tidy(() => {
      expect(add(sinusoidalPosition(), zeros([0, 3, 2])).shape).toEqual([0, 3, 2]);
      expect(add(sinusoidalPosition(), zeros([3, 0, 2])).shape).toEqual([3, 0, 2]);
    });
  });
});

describe('learnedPosition', () => {
  it('adds a row for each position', () => {
    tidy(() => {
      const embeddings = pattern('embeddings', [4, 3]);
      const x = pattern('x', [2, 2, 3]);
      const rows = [...embeddings.dataSync()].slice(0, 6);
      const expected = [...x.dataSync()].map((value, i) => value + (rows[i % 6] ?? NaN));
      expectClose(add(learnedPosition({ maxLength: 4 }), x, { embeddings }), expected);
    });
  });

  it('refuses more steps than it has positions', async () => {
    const particle = learnedPosition({ maxLength: 2, name: 'places' });
    const variables = initialize(particle, { seed: 1, bindings: { features: 3 } });
    const x = zeros([1, 3, 3]);
    const before = memory().numTensors;
    await expect(predict(particle, variables, x)).rejects.toMatchObject({
      code: 'dimension-invalid',
      path: 'places.x',
      expected: 'at most 2 steps',
      found: '3',
    });
    expect(memory().numTensors).toBe(before);
    x.dispose();
    disposeVariables(variables);
  });
});
