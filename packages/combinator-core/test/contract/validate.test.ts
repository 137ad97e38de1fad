import fc from 'fast-check';
import type { Dim, Shape } from '../../src/contract/dim.ts';
import type { Contract, Ports } from '../../src/contract/spec.ts';
import { validateContract, type SizedParts } from '../../src/contract/validate.ts';
import { isParticleError } from '../../src/errors.ts';

const NONE: SizedParts = { params: {}, state: {}, flops: 0 };
const taking = (shape: Shape): Contract => ({ input: { x: { shape } }, output: {}, where: [] });
const giving = (y: Ports[string]): Contract => ({
  input: { x: { shape: ['batch', '...rest'] } },
  output: { y },
  where: [],
});
const weight = (shape: Shape) => ({ kernel: { shape, initializer: 'zeros' } as const });
const odd = (value: unknown): never => value as never;

test.each<[string, Contract, Partial<SizedParts>?]>([
  ['no ports at all', { input: {}, output: {}, where: [] }],
  ['a scalar', taking([])],
  ['a size of 0', taking([0])],
  ['an unknown size', taking([null])],
  ['an expression over what is bound before it', taking(['n', ['mul', 2, 'n']])],
  [
    'an expression over a symbol of an earlier port',
    {
      input: { a: { shape: ['n'] }, b: { shape: [['add', 'n', 1]] } },
      output: {},
      where: [],
    },
  ],
  ['one spread in each shape', giving({ shape: ['...rest', 'batch', ['mul', '...rest']] })],
  ['sums and products of nothing', taking([['add'], ['mul']])],
  ['like an input', giving({ shape: ['batch'], like: 'x' })],
  ['a range scaled from an input', giving({ shape: [], range: { of: 'x', scale: 2, offset: 1 } })],
  ['values that are no tensors', giving({ value: 'label', shape: ['batch'] })],
  ['weights over symbols of the inputs', taking(['n']), { params: weight(['n', 3]) }],
  ['flops over a spread', taking(['...s']), { flops: ['mul', 2, '...s'] }],
  ['symbols with dots, as parallel makes them', taking(['left.width', '...left.rest'])],
])('allows %s', (_name, contract, parts = {}) => {
  expect(() => {
    validateContract('particle', contract, { ...NONE, ...parts });
  }).not.toThrow();
});

test.each<[string, Contract, string, Partial<SizedParts>?]>([
  ['two spreads in a shape', taking(['...a', '...b']), 'a shape holds at most one spread'],
  ['a fraction', taking([1.5]), 'a size is a non-negative integer'],
  ['a negative size', taking([-1]), 'a size is a non-negative integer'],
  ['not a number', taking([NaN]), 'a size is a non-negative integer'],
  ['an infinite size', taking([Infinity]), 'a size is a non-negative integer'],
  ['a symbol of digits', taking(['28']), 'a symbol begins with a letter'],
  ['an empty symbol', taking(['']), 'a symbol begins with a letter'],
  ['a spread without a name', taking(['...']), 'a symbol begins with a letter'],
  ['a symbol that is a key of prototypes', taking(['__proto__']), 'a symbol begins with a letter'],
  [
    'an expression over a later symbol',
    taking([['add', 'n', 1], 'n']),
    "no input binds the symbol 'n'",
  ],
  [
    'an output over no symbol of an input',
    giving({ shape: ['other'] }),
    "no input binds the symbol 'other'",
  ],
  [
    'a spread that no input binds',
    giving({ shape: ['...other'] }),
    "no input binds the symbol '...other'",
  ],
  ['like no input', giving({ shape: [], like: 'z' }), "there is no input port 'z'"],
  [
    'a range scaled from no input',
    giving({ shape: [], range: { of: 'z', scale: 1, offset: 0 } }),
    "there is no input port 'z'",
  ],
  [
    'a window of no size',
    taking(['n', ['window', 'n', 0, 1, 'valid']]),
    "'window' takes positive integers",
  ],
  [
    'a stride of 0',
    taking(['n', ['window', 'n', 1, 0, 'same']]),
    "'window' takes positive integers",
  ],
  [
    'another padding',
    taking(['n', odd(['window', 'n', 1, 1, 'full'])]),
    "'window' takes positive integers",
  ],
  [
    'a window without padding',
    taking(['n', odd(['window', 'n', 1, 1])]),
    "'window' takes positive integers",
  ],
  ['division by 0', taking(['n', ['div', 'n', 0]]), "'div' takes positive integers"],
  ['division by a symbol', taking(['n', odd(['div', 'n', 'm'])]), "'div' takes positive integers"],
  ['an unknown operator', taking(['n', odd(['max', 'n', 3])]), "there is no operator 'max'"],
  [
    'an operator of prototypes',
    taking(['n', odd(['constructor', 'n', 3])]),
    "there is no operator 'constructor'",
  ],
  [
    'what is no size at all',
    taking([odd({})]),
    'a size is a number, a symbol, null or an expression',
  ],
  [
    'a size that is left out',
    taking([odd(undefined)]),
    'a size is a number, a symbol, null or an expression',
  ],
  ['a fraction within an expression', taking(['n', ['add', 'n', 0.5]]), 'a size is an integer'],
  ['a shape that is no list', taking(odd('batch')), 'a shape is a list of sizes'],
  ['a spec that is no object', giving(odd('float32')), 'a port has a spec'],
  ['a tensor without a shape', giving(odd({ dtype: 'float32' })), 'a tensor has a shape'],
  ['an unknown dtype', giving(odd({ shape: [], dtype: 'float64' })), "there is no dtype 'float64'"],
  [
    'an unknown kind of value',
    giving(odd({ value: 'video' })),
    "there is no kind of value 'video'",
  ],
  [
    'a range that is upside down',
    giving({ shape: [], range: [1, 0] }),
    'a range is [lowest, highest]',
  ],
  [
    'a range without end',
    giving({ shape: [], range: [0, Infinity] }),
    'a range is [lowest, highest]',
  ],
  [
    'a weight over no symbol of an input',
    taking(['n']),
    "no input binds the symbol 'm'",
    { params: weight(['m']) },
  ],
  ['state over none', taking(['n']), "no input binds the symbol 'm'", { state: weight(['m']) }],
  ['flops over none', taking(['n']), "no input binds the symbol 'm'", { flops: ['mul', 2, 'm'] }],
  [
    'a condition over none',
    { ...taking(['n']), where: [['equal', 'm', 3]] },
    "no input binds the symbol 'm'",
  ],
  [
    'a relation that is not known',
    { ...taking(['n']), where: [odd(['less', 'n', 3])] },
    "a condition is ['equal', size, size]",
  ],
])('refuses %s', (_name, contract, summary, parts = {}) => {
  expect(() => {
    validateContract('particle', contract, { ...NONE, ...parts });
  }).toThrow(expect.objectContaining({ code: 'contract-invalid', summary }) as Error);
});

test('tells where', () => {
  try {
    validateContract('particle', giving({ shape: ['other'] }), NONE);
  } catch (error) {
    expect(error).toMatchObject({ path: 'particle.output.y', found: 'bound: batch, ...rest' });
  }
  expect.assertions(1);
});

test('refuses whatever else it is given with a typed error', () => {
  const anything = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.anything(),
  );
  fc.assert(
    fc.property(anything, (shape) => {
      try {
        validateContract('particle', taking(shape as Dim[]), NONE);
        validateContract('particle', giving(shape as Ports[string]), NONE);
      } catch (error) {
        expect(isParticleError(error, 'contract-invalid')).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
