import { tensor, type Rank } from '@tensorflow/tfjs-core';
import { compose } from '../../src/combinators/chain.ts';
import { defineParticle } from '../../src/define-particle.ts';
import { decodeLabels, dense, rescale, softmax } from '../../src/elementary/index.ts';
import { ParticleError } from '../../src/errors.ts';

/** Host: each value's bytes become the numbers of a row of three; fails on other lengths. */
export const readRows = () =>
  defineParticle({
    kind: 'test/readRows@1',
    name: 'readRows',
    input: { x: { value: 'bytes', shape: ['batch'] } },
    output: { y: { shape: ['batch', 3], dtype: 'float32', range: [0, 255] } },
    traits: { host: true, differentiable: false },
    run: async (_context, { x }) => {
      await Promise.resolve();
      const wrong = x.findIndex((bytes) => bytes.length !== 3);
      if (wrong !== -1) {
        throw new ParticleError({
          code: 'decode-failed',
          summary: 'not three bytes',
          path: `x[${String(wrong)}]`,
        });
      }
      const rows = Float32Array.from(x.flatMap((bytes) => [...bytes]));
      return { outputs: { y: tensor<Rank>(rows, [x.length, 3]) } };
    },
  });

/** Bytes to label: host stages at both ends, an engine row between them. */
export const recognizer = () =>
  compose(readRows())
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(dense({ units: 2, meaning: 'logits' }))
    .to(softmax())
    .to(decodeLabels({ labels: ['cat', 'dog'] }));
