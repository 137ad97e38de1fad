import { compose, rename } from '../../src/combinators/index.ts';
import { defineParticle } from '../../src/define-particle.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { dense, flatten, input, relu } from '../../src/elementary/index.ts';

/** A window that slides, without the numbers: what a convolution or pooling is to the contract. */
function window(name: string, kernel: number, stride: number, filters: number): AnyParticle {
  return defineParticle({
    kind: `test/${name}@1`,
    name,
    input: { x: { shape: ['batch', 'height', 'width', 'in'], dtype: 'float32' } },
    output: {
      y: {
        shape: [
          'batch',
          ['window', 'height', kernel, stride, 'valid'],
          ['window', 'width', kernel, stride, 'valid'],
          filters,
        ],
        dtype: 'float32',
      },
    },
    params: {
      kernel: { shape: [kernel, kernel, 'in', filters], initializer: 'glorotUniform' },
      bias: { shape: [filters], initializer: 'zeros' },
    },
    flops: ['mul', 2, 'batch', kernel, kernel, 'in', filters],
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });
}

/** The shapes of the digits network. */
export const digits = compose(
  input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 1] }),
)
  .to(window('conv', 3, 1, 32))
  .to(relu())
  .to(window('pool', 2, 2, 32))
  .to(flatten())
  .to(
    rename(
      'head',
      compose(dense({ units: 64 }))
        .to(relu())
        .to(dense({ units: 10 })),
    ),
  );
