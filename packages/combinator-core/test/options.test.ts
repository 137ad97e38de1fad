import fc from 'fast-check';
import { isParticleError } from '../src/errors.ts';
import { checkOptions, is, optional, type OptionCheck } from '../src/options.ts';
import { errorOf } from './support/errors.ts';

const check = (given: unknown): void => {
  checkOptions('dense', given as { units: number; name?: string }, {
    units: is.positiveInteger,
    name: optional(is.string),
  });
};

describe('checkOptions', () => {
  test.each([{ units: 3 }, { units: 3, name: 'head' }, { units: 3, name: undefined }])(
    'lets %j pass',
    (given) => {
      expect(() => check(given)).not.toThrow();
    },
  );

  test.each([
    ['an unknown option', { units: 3, unit: 3 }, 'option-unknown', "dense() has no option 'unit'"],
    ['an option that is left out', {}, 'option-missing', "dense() needs the option 'units'"],
    ['undefined', { units: undefined }, 'option-missing', "dense() needs the option 'units'"],
    [
      'a wrong value',
      { units: 0.5 },
      'option-invalid',
      "dense(): 'units' must be a positive integer",
    ],
    [
      'a wrong optional value',
      { units: 1, name: 7 },
      'option-invalid',
      "dense(): 'name' must be a string",
    ],
    ['a number', 64, 'option-invalid', 'dense() takes an object of options'],
    ['null', null, 'option-invalid', 'dense() takes an object of options'],
    ['a list', [64], 'option-invalid', 'dense() takes an object of options'],
    [
      'what prototypes have',
      { units: 1, toString: 1 },
      'option-unknown',
      "dense() has no option 'toString'",
    ],
  ] as const)('refuses %s', async (_name, given, code, summary) => {
    expect((await errorOf(() => check(given), code)).summary).toBe(summary);
  });

  test('tells where, what was wanted and what was there', async () => {
    const wrong = await errorOf(() => check({ units: -1 }), 'option-invalid');
    expect([wrong.path, wrong.expected, wrong.found]).toEqual([
      'dense.units',
      'a positive integer',
      '-1',
    ]);
    const missing = await errorOf(() => check({}), 'option-missing');
    expect(missing.found).toBe('nothing');
    const list = await errorOf(() => check([1, 2]), 'option-invalid');
    expect([list.expected, list.found]).toEqual(['{ units, name }', '[1,2]']);
    expect((await errorOf(() => check(null), 'option-invalid')).found).toBe('null');
    const long = await errorOf(() => check({ units: 'x'.repeat(1000) }), 'option-invalid');
    expect(long.found?.length).toBe(80);
    const run = await errorOf(() => check({ units: () => 1 }), 'option-invalid');
    expect(run.found).toBe('a function');
  });

  test('tells about anything at all with a typed error', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        try {
          check(given);
        } catch (error) {
          expect(isParticleError(error)).toBe(true);
        }
      }),
    );
  });
});

describe('checks', () => {
  const good = undefined;
  test.each<[string, OptionCheck, unknown[], unknown[]]>([
    ['positiveInteger', is.positiveInteger, [1, 2 ** 40], [0, -1, 1.5, NaN, '1', null, undefined]],
    ['nonNegativeInteger', is.nonNegativeInteger, [0, 7], [-1, 0.5, Infinity]],
    ['integer', is.integer, [-3, 0], [0.1, 2 ** 60]],
    ['finite', is.finite, [-1.5, 0], [NaN, Infinity, '1']],
    ['positive', is.positive, [1e-9], [0, -1, Infinity]],
    ['nonNegative', is.nonNegative, [0, 2.5], [-1e-9, NaN]],
    ['fraction', is.fraction, [0, 0.999], [1, -0.1, NaN]],
    ['boolean', is.boolean, [true, false], [0, 'true', undefined]],
    ['string', is.string, ['', 'a'], [1, undefined]],
    ['function', is.function, [() => 1], [{}, undefined]],
    ['anything', is.anything, [undefined, null, 1], []],
    ['oneOf', is.oneOf('a', 2), ['a', 2], ['b', '2', 1]],
    ['arrayOf', is.arrayOf(is.integer), [[], [1, 2]], [1, [0.5], 'a', null]],
    ['arrayOf a length', is.arrayOf(is.integer, 2), [[1, 2]], [[1], [1, 2, 3], [1, 'a']]],
    ['anyOf', is.anyOf(is.integer, is.string), [1, 'a'], [0.5, true]],
    ['optional', optional(is.integer), [undefined, 1], [null, 'a']],
  ])('%s', (_name, test, passing, failing) => {
    for (const value of passing) expect(test(value)).toBe(good);
    for (const value of failing) expect(test(value)).toEqual(expect.any(String));
  });

  test('say what is wanted', () => {
    expect(is.oneOf('a', 2)('b')).toBe('one of "a", 2');
    expect(is.arrayOf(is.integer, 2)(1)).toBe('an array of 2 items, each an integer');
    expect(is.arrayOf(is.anything)(1)).toBe('an array of values');
    expect(is.anyOf(is.integer, is.boolean)('a')).toBe('an integer or true or false');
  });
});
