import { loadPairs } from '../src/data.ts';
import { decodeWith, learnSubstitution } from '../src/substitution.ts';

test('reads about ten thousand pairs, and holds out sources that are not trained on', async () => {
  const { train, test: held } = await loadPairs({ seed: 1, maxWords: 12 });
  expect(train.length + held.length).toBeGreaterThan(10_000);
  const known = new Set(train.map(({ source }) => source.toLowerCase()));
  expect(held.filter(({ source }) => known.has(source.toLowerCase()))).toEqual([]);
  expect([...train, ...held]).toContainEqual({
    source: 'Close All Editors',
    target: 'Fermer tous les éditeurs',
  });
});

test('the same seed splits the same way, another one another way', async () => {
  const split = async (seed: number) =>
    (await loadPairs({ seed, maxWords: 12, limit: 50 })).test.map(({ source }) => source);
  expect(await split(1)).toEqual(await split(1));
  expect(await split(2)).not.toEqual(await split(1));
});

test('undoes a substitution, and gives nothing for texts that it does not know', () => {
  const decode = decodeWith(learnSubstitution([['Ærrøw', 'Arrow']]));
  expect(decode('Ærør {0}')).toBe('Aror {0}');
  expect(decode('ñø')).toBeUndefined();
});

test('refuses what is no substitution', () => {
  const codeOf = (known: readonly (readonly [string, string])[]) => () => learnSubstitution(known);
  expect(codeOf([['øø', 'oa']])).toThrow(
    expect.objectContaining({ code: 'decode-failed' }) as Error,
  );
  expect(codeOf([['a', 'a']])).toThrow(expect.objectContaining({ code: 'decode-failed' }) as Error);
});
