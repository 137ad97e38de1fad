import '@tensorflow/tfjs-backend-cpu';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { givenDraws, listDraws, makeDraws } from '../src/draws.ts';
import { createRandom, type RandomSource } from '../src/random.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

/** Draws from several sources, some of them twice, and gives all numbers. */
function draw(random: RandomSource): readonly Tensor[] {
  const mask = random.split('mask');
  const noise = random.split('chain').split('noise');
  return [
    mask.uniform([3]),
    noise.normal([2, 2], 1, 0.5),
    mask.uniform([3], -1, 1), // goes on where the source stopped
    random.split('mask').uniform([3]), // begins anew
    random.uniform([]),
  ];
}

const numbers = (tensors: readonly Tensor[]): number[][] =>
  tensors.map((tensor) => [...tensor.dataSync()]);

describe('draws as arguments', () => {
  it('are the numbers that the computation would have drawn from the seed', () => {
    const list = listDraws((random) => {
      dispose([...draw(random)]);
    });
    expect(list.onHost).toBe(false);
    for (const seed of [0, 7, 2 ** 40]) {
      const made = makeDraws(list, seed);
      expect(numbers(draw(givenDraws(made)))).toEqual(numbers(draw(createRandom(seed))));
    }
  });

  it('are other numbers for another seed', () => {
    const list = listDraws(draw);
    expect(numbers(makeDraws(list, 1))).not.toEqual(numbers(makeDraws(list, 2)));
  });

  it('may be disposed of by whoever draws them', () =>
    expectNoLeak(() => {
      const list = listDraws((random) => {
        random.uniform([2]).dispose();
      });
      const made = makeDraws(list, 3);
      givenDraws(made).uniform([2]).dispose();
      expect(made[0]?.isDisposed).toBe(false);
      dispose(made);
    }));

  it.each([
    ['next', (random: RandomSource) => random.next()],
    ['integer', (random: RandomSource) => random.split('a').integer(5)],
    ['permutation', (random: RandomSource) => random.permutation(4)],
  ])('tell when numbers are drawn on the host: %s()', async (_, run) => {
    expect(listDraws((random) => void run(random)).onHost).toBe(true);
    const error = await errorOf(() => run(givenDraws([])), 'output-invalid');
    expect(error.found).toBe('a number on the host');
  });

  it.each([
    ['another shape', [2], '[3]'],
    ['one more than were listed', undefined, 'no further draw'],
  ])('refuse %s', async (_, shape, expected) => {
    const given = givenDraws(shape === undefined ? [] : [createRandom(1).uniform([3])]);
    const error = await errorOf(() => given.uniform([2]), 'output-invalid');
    expect(error).toMatchObject({ expected, found: '[2]' });
  });
});
