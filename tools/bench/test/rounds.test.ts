import { takeTurns } from '../measure/rounds.ts';

/** Writes down when it has its turn, and fails at one of them. */
function sampler(name: string, log: string[], failsAt = Infinity) {
  let turn = 0;
  return {
    name,
    async sample() {
      await Promise.resolve();
      log.push(name);
      if (++turn === failsAt) throw new Error(`${name} fell over`);
      return `${name}${turn}`;
    },
  };
}

test('contestants have their turns one after another, round by round', async () => {
  const log: string[] = [];
  const { samples } = await takeTurns([sampler('a', log), sampler('b', log), sampler('c', log)], 3);
  expect(log.join('')).toBe('abcabcabc');
  expect([...samples]).toEqual([
    ['a', ['a1', 'a2', 'a3']],
    ['b', ['b1', 'b2', 'b3']],
    ['c', ['c1', 'c2', 'c3']],
  ]);
});

test('no turn begins before the one before it has ended', async () => {
  let running = 0;
  let most = 0;
  const slow = (name: string) => ({
    name,
    async sample() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
    },
  });
  await takeTurns([slow('a'), slow('b')], 3);
  expect(most).toBe(1);
});

test('one that fails is left out from then on, and the others go on', async () => {
  const log: string[] = [];
  const { samples, failures } = await takeTurns([sampler('a', log, 2), sampler('b', log)], 4);
  expect(log.join('')).toBe('ababbb');
  expect([...samples.keys()]).toEqual(['b']);
  expect(samples.get('b')).toHaveLength(4);
  expect([...failures]).toEqual([['a', new Error('a fell over')]]);
});
