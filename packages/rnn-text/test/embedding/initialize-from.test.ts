import '@tensorflow/tfjs-backend-cpu';
import { compose, disposeVariables, initialize } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import { embedding, initializeFrom, type GivenWeight } from '@sora-particles/rnn-text';
import { memory, ones, zeros } from '@tensorflow/tfjs-core';

const particle = compose(embedding({ inputSize: 3, units: 2, trainable: false })).to(
  dense({ units: 2 }),
);
const PATH = 'embedding/embeddings';
const vectors = Float32Array.of(1, 2, 3, 4, 5, 6);

describe('initializeFrom', () => {
  it('takes given weights, and draws the others to the bits of initialize', () => {
    const before = memory().numTensors;
    const given = ones([3, 2]);
    const plain = initialize(particle, { seed: 4 });
    for (const [weight, expected] of [
      [vectors, vectors],
      [given, new Float32Array(6).fill(1)],
    ] as const) {
      const variables = initializeFrom(particle, { [PATH]: weight }, { seed: 4 });
      expect(variables[PATH]).toMatchObject({ trainable: false });
      expect(variables[PATH]?.value.dataSync()).toEqual(expected);
      const kernel = variables['dense/kernel'];
      expect(kernel?.value.dataSync()).toEqual(plain['dense/kernel']?.value.dataSync());
      disposeVariables(variables);
    }
    expect(given.isDisposed).toBe(false);
    given.dispose();
    disposeVariables(plain);
    expect(memory().numTensors).toBe(before);
  });

  it('does not see what becomes of the numbers afterwards', () => {
    const own = vectors.slice();
    const variables = initializeFrom(particle, { [PATH]: own }, { seed: 1 });
    own[0] = 9;
    expect(variables[PATH]?.value.dataSync()[0]).toBe(1);
    disposeVariables(variables);
  });

  const disposed = zeros([3, 2]);
  beforeAll(() => {
    disposed.dispose();
  });

  it.each<[string, string, () => GivenWeight, object]>([
    ['a path that is not there', 'embeddings', () => vectors, { code: 'variable-unexpected' }],
    [
      'too few numbers',
      PATH,
      () => vectors.slice(1),
      { code: 'variable-invalid', expected: '[3, 2] float32', found: '5 numbers' },
    ],
    [
      'another shape',
      PATH,
      () => zeros([2, 3]),
      { code: 'variable-invalid', found: '[2, 3] float32' },
    ],
    ['another type', PATH, () => zeros([3, 2], 'int32'), { code: 'variable-invalid' }],
    ['a disposed tensor', PATH, () => disposed, { code: 'variable-invalid' }],
    [
      'a number that is none',
      PATH,
      () => Float32Array.of(1, 2, NaN, 4, 5, 6),
      { code: 'value-not-finite', path: `${PATH}[2]` },
    ],
    ['a list', PATH, () => [[1, 2]] as never, { code: 'value-invalid', found: 'an array' }],
  ])('refuses %s, and leaves nothing behind', (_title, path, make, expected) => {
    const weight = make();
    const before = memory().numTensors;
    expect(() => initializeFrom(particle, { [path]: weight }, { seed: 1 })).toThrow(
      expect.objectContaining(expected) as Error,
    );
    expect(memory().numTensors).toBe(before);
  });
});
