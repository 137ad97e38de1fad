import fc from 'fast-check';
import { diff, type Compatibility } from '../../src/contract/diff.ts';
import type { Constraint, Contract, Spec } from '../../src/contract/spec.ts';

const contract = (
  input: Contract['input'],
  output: Contract['output'] = {},
  where: readonly Constraint[] = [],
): Contract => ({ input, output, where });

const tensor = (shape: readonly (string | number)[], more: Partial<Spec> = {}): Spec => ({
  shape,
  dtype: 'float32',
  ...more,
});

/** The first spec becomes the second, on an input and on an output. */
const changes: readonly [string, Spec, Spec, input: Compatibility, output: Compatibility][] = [
  ['nothing', tensor(['n', 3]), tensor(['n', 3]), 'patch', 'patch'],
  ['a symbol gets another name', tensor(['n', 3]), tensor(['m', 3]), 'patch', 'patch'],
  ['a size opens up', tensor([3]), tensor(['n']), 'minor', 'major'],
  ['a size gets fixed', tensor(['n']), tensor([3]), 'major', 'minor'],
  ['a size becomes another', tensor([3]), tensor([4]), 'major', 'major'],
  ['an axis comes', tensor(['n']), tensor(['n', 1]), 'major', 'major'],
  ['the rank opens up', tensor(['n', 3]), tensor(['...s', 3]), 'minor', 'major'],
  ['two sizes must be one', tensor(['n', 'm']), tensor(['n', 'n']), 'major', 'minor'],
  ['a dtype more', tensor(['n']), tensor(['n'], { dtype: ['float32', 'int32'] }), 'minor', 'major'],
  ['another dtype', tensor(['n']), tensor(['n'], { dtype: 'int32' }), 'major', 'major'],
  ['a range is stated', tensor(['n']), tensor(['n'], { range: [0, 1] }), 'major', 'minor'],
  [
    'a range becomes another',
    tensor(['n'], { range: [0, 255] }),
    tensor(['n'], { range: [0, 1] }),
    'major',
    'major',
  ],
  ['a meaning is stated', tensor(['n']), tensor(['n'], { meaning: 'image' }), 'major', 'minor'],
  [
    'a meaning becomes narrower',
    tensor(['n'], { meaning: 'image' }),
    tensor(['n'], { meaning: 'image/rgb' }),
    'major',
    'minor',
  ],
  ['a layout is stated', tensor(['n'], { layout: 'NCHW' }), tensor(['n']), 'minor', 'major'],
  ['a tensor becomes bytes', tensor(['n']), { value: 'bytes' }, 'major', 'major'],
  ['one text becomes a list', { value: 'text' }, { value: 'text', shape: ['n'] }, 'major', 'major'],
  ['labels are the same', { value: 'label' }, { value: 'label' }, 'patch', 'patch'],
];

describe('diff', () => {
  test.each(changes)('%s: as an input', (_name, before, after, expected) => {
    expect(diff(contract({ x: before }), contract({ x: after })).compatibility).toBe(expected);
  });

  test.each(changes)('%s: as an output', (_name, before, after, _input, expected) => {
    const input = { x: tensor(['n', 'm', '...s']) };
    expect(diff(contract(input, { y: before }), contract(input, { y: after })).compatibility).toBe(
      expected,
    );
  });

  test.each<[string, Contract, Contract, Compatibility, string]>([
    [
      'a needed input comes',
      contract({}),
      contract({ x: tensor(['n']) }),
      'major',
      'added, and needed',
    ],
    [
      'an optional input comes',
      contract({}),
      contract({ x: tensor(['n'], { optional: true }) }),
      'minor',
      'added',
    ],
    ['an input goes', contract({ x: tensor(['n']) }), contract({}), 'major', 'removed'],
    ['an output comes', contract({}), contract({}, { y: tensor([1]) }), 'minor', 'added'],
    ['an output goes', contract({}, { y: tensor([1]) }), contract({}), 'major', 'removed'],
    [
      'an input becomes needed',
      contract({ x: tensor(['n'], { optional: true }) }),
      contract({ x: tensor(['n']) }),
      'major',
      '[n] float32 became [n] float32',
    ],
    [
      'an input becomes optional',
      contract({ x: tensor(['n']) }),
      contract({ x: tensor(['n'], { optional: true }) }),
      'minor',
      '[n] float32 became [n] float32',
    ],
    [
      'a condition comes',
      contract({ x: tensor(['n']) }),
      contract({ x: tensor(['n']) }, {}, [['equal', 'n', 3]]),
      'major',
      'added the condition ["equal","n",3]',
    ],
    [
      'a condition goes',
      contract({ x: tensor(['n']) }, {}, [['equal', 'n', 3]]),
      contract({ x: tensor(['n']) }),
      'minor',
      'dropped the condition ["equal","n",3]',
    ],
  ])('%s', (_name, before, after, compatibility, description) => {
    const result = diff(before, after);
    expect(result.compatibility).toBe(compatibility);
    expect(result.changes).toEqual([expect.objectContaining({ compatibility, description })]);
  });

  test('the worst change counts, and each is named by its port', () => {
    const before = contract({ x: tensor([3]), z: tensor([1]) }, { y: tensor([1]) });
    const after = contract({ x: tensor(['n']) }, { y: tensor([1]), extra: tensor([2]) });
    const { compatibility, changes: all } = diff(before, after);
    expect(compatibility).toBe('major');
    expect(all.map(({ path, compatibility: step }) => [path, step])).toEqual([
      ['input.x', 'minor'],
      ['input.z', 'major'],
      ['output.extra', 'minor'],
    ]);
  });

  test('a contract is a patch of itself', () => {
    const spec = fc.constantFrom(...changes.flatMap(([, before, after]) => [before, after]));
    fc.assert(
      fc.property(spec, spec, (x, z) => {
        const own = contract({ x, z });
        expect(diff(own, own)).toEqual({ compatibility: 'patch', changes: [] });
      }),
    );
  });
});
