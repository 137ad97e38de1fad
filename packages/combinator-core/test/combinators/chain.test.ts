import fc from 'fast-check';
import { chain, compose } from '../../src/combinators/chain.ts';
import { rename } from '../../src/combinators/rename.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { evaluateDim } from '../../src/contract/evaluate.ts';
import {
  batchNormalization,
  dense,
  dropout,
  flatten,
  identity,
  input,
  relu,
  rescale,
} from '../../src/elementary/index.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { described, expectRoundTrip, runOnce, sample } from '../support/combinations.ts';
import { any, marks, masked, shapeOf, slide, split, stub, testKinds } from '../support/cases.ts';
import { errorOf } from '../support/errors.ts';

const vectors = (size: number) => input({ shape: ['batch', size], dtype: 'float32' });
const layers = (): readonly AnyParticle[] => [
  dense({ units: 4 }),
  relu(),
  dense({ units: 3 }),
  batchNormalization(),
  dense({ units: 2, name: 'last' }),
];

describe('compose', () => {
  test('runs the steps after one another', () => {
    const steps = compose(rescale(2)).to(rescale(3)).to(rescale(1, -1));
    const x = sample([2, 2]);
    const values = [...x.dataSync()];
    expect(runOnce(steps, { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => Math.fround(Math.fround(Math.fround(value * 2) * 3) - 1)),
    );
    x.dispose();
  });

  test('is associative, down to the paths of the weights and the numbers', () => {
    const cut = fc.integer({ min: 1, max: layers().length - 1 });
    fc.assert(
      fc.property(cut, cut, (i, j) => {
        const steps: readonly AnyParticle[] = [vectors(5), ...layers()];
        const flat = chain(steps);
        const left = chain([chain(steps.slice(0, i)), ...steps.slice(i)]);
        const right = chain([...steps.slice(0, j), chain(steps.slice(j))]);
        const both = chain([
          chain([chain(steps.slice(0, 1)), chain(steps.slice(1, i + 1))]),
          ...steps.slice(i + 1),
        ]);
        const fluent = steps
          .slice(1)
          .reduce((grown, step) => any(compose(grown).to(step)), any(steps[0] as AnyParticle));
        const x = sample([3, 5]);
        const expected = runOnce(flat, { inputs: { x } });
        for (const other of [left, right, both, fluent]) {
          expect(described(other)).toEqual(described(flat));
          expect(other.composition).toEqual(flat.composition);
          expect(runOnce(other, { inputs: { x } })).toEqual(expected);
        }
        x.dispose();
      }),
      { numRuns: 10 },
    );
  });

  test('leaves the chain that it grows from as it was', () => {
    const begin = compose(vectors(3)).to(dense({ units: 4 }));
    const one = begin.to(dense({ units: 5 }));
    const two = begin.to(relu());
    expect(Object.keys(begin.params)).toEqual(['dense/kernel', 'dense/bias']);
    expect(shapeOf(one)).toEqual(['batch', 5]);
    expect(shapeOf(two)).toEqual(['batch', 4]);
  });

  test.each<[string, readonly AnyParticle[], readonly string[]]>([
    ['default names are numbered', [relu(), relu(), relu()], ['relu', 'relu_1', 'relu_2']],
    ['each kind by itself', [relu(), dense({ units: 1 }), relu()], ['relu', 'dense', 'relu_1']],
    ['chosen names stay', [relu({ name: 'a' }), relu()], ['a', 'relu']],
    [
      'a chosen name that looks numbered is not given twice',
      [relu(), relu(), relu({ name: 'relu_1' })],
      ['relu', 'relu_2', 'relu_1'],
    ],
    ['a default name that is chosen counts', [relu({ name: 'relu' }), relu()], ['relu', 'relu_1']],
    ['chosen first', [relu({ name: 'relu_1' }), relu(), relu()], ['relu_1', 'relu', 'relu_2']],
    [
      'steps of nested chains count as well',
      [relu(), chain([relu(), chain([relu()])])],
      ['relu', 'relu_1', 'relu_2'],
    ],
  ])('%s', (_name, steps, names) => {
    const namesOf = (particle: AnyParticle): readonly string[] | undefined =>
      particle.composition?.nodes.map(({ name }) => name);
    expect(namesOf(chain(steps))).toEqual(names);
    // Step by step it comes to the same.
    const [first, ...rest] = steps;
    const grown = rest.reduce(
      (before, step) => compose(before).to(step),
      any(first as AnyParticle),
    );
    expect(namesOf(chain([grown]))).toEqual(names);
  });

  test('refuses two equal names that were chosen', async () => {
    const twice = [relu({ name: 'a' }), dense({ units: 1, name: 'a' })];
    const error = await errorOf(() => chain(twice), 'name-duplicate');
    expect(error.summary).toBe("two particles in one composition are named 'a'");
    await errorOf(() => compose(relu({ name: 'a' })).to(relu({ name: 'a' })), 'name-duplicate');
    await errorOf(() => chain([relu({ name: 'a' }), chain(twice.slice(1))]), 'name-duplicate');
  });

  test.each<[string, () => unknown, string, string | undefined]>([
    ['no steps', () => chain([]), 'composition-empty', undefined],
    [
      'a factory that was not called',
      () => chain([relu as never]),
      'option-invalid',
      'call it: relu()',
    ],
    ['a number', () => chain([3 as never]), 'option-invalid', undefined],
    ['nothing', () => compose(undefined as never), 'option-invalid', undefined],
    ['no particle', () => compose(relu()).to({} as never), 'option-invalid', undefined],
  ])('refuses %s', async (_name, make, code, remedy) => {
    expect((await errorOf(make, code as 'option-invalid')).remedy).toBe(remedy);
  });

  test('comes back from a manifest', async () => {
    const x = sample([3, 5]);
    await expectRoundTrip(chain([vectors(5), ...layers()]), { inputs: { x } });
    x.dispose();
  });

  test('is frozen', () => {
    const particle = compose(vectors(3)).to(relu());
    expect(Object.isFrozen(particle)).toBe(true);
    expect(Object.isFrozen(particle.children)).toBe(true);
    expect(Object.isFrozen(particle.input)).toBe(true);
    expect(Object.isFrozen(particle.params)).toBe(true);
  });
});

describe('wires by name', () => {
  test('x takes y, and other inputs take the output of the same name', () => {
    const both = stub('both', { shape: ['n'] }, { shape: ['n'] });
    const particle = compose(split()).to(
      any({ ...both, input: { positive: { shape: ['n'] }, negative: { shape: ['n'] } } }),
    );
    expect(particle.composition?.nodes[1]?.inputs).toEqual({
      positive: { node: 'split', port: 'positive' },
      negative: { node: 'split', port: 'negative' },
    });
  });

  test('x takes x before y', () => {
    const source = any({
      ...identity(),
      kind: 'test/source@1',
      name: 'source',
      output: { x: { shape: [1] }, y: { shape: [2] } },
    });
    expect(chain([source, identity()]).composition?.nodes[1]?.inputs).toEqual({
      x: { node: 'source', port: 'x' },
    });
  });

  test('an input that finds nothing is refused, unless it is optional', async () => {
    const error = await errorOf(() => chain([relu(), any(split()), relu()]), 'port-missing');
    expect(error.summary).toBe("'relu': input port 'x' is not wired");
    expect(Object.keys(chain([relu(), masked()]).input)).toEqual(['x']);
  });

  test('optional inputs of the first step stay optional', () => {
    const particle = compose(masked()).to(relu());
    expect(particle.input.mask).toMatchObject({ optional: true });
    const [x, mask] = [sample([4], 2), sample([4], 3)];
    const values = [...x.dataSync()];
    const keep = [...mask.dataSync()];
    expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => Math.max(value, 0)),
    );
    expect(runOnce(particle, { inputs: { x, mask } })['y']?.values).toEqual(
      values.map((value, i) => ((keep[i] ?? 0) > 0 ? Math.max(value, 0) : 0)),
    );
    x.dispose();
    mask.dispose();
  });

  test('outputs of the last step are those of the chain', () => {
    expect(Object.keys(chain([relu(), any(split())]).output)).toEqual(['positive', 'negative']);
  });
});

describe('what is within reach', () => {
  const inputsOf = (particle: AnyParticle) =>
    Object.fromEntries(particle.composition?.nodes.map(({ name, inputs }) => [name, inputs]) ?? []);
  const mask = (node: string) => ({ node, port: 'mask' });

  test('an output other than y reaches all later steps', () => {
    const particle = chain([marks(), rescale(2), masked(), rescale(-1), masked()]);
    const inputs = inputsOf(particle);
    expect(inputs['masked']).toEqual({ x: { node: 'rescale', port: 'y' }, mask: mask('marks') });
    expect(inputs['masked_1']).toEqual({
      x: { node: 'rescale_1', port: 'y' },
      mask: mask('marks'),
    });
    const x = sample([8]);
    const values = [...x.dataSync()];
    expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => (value > 0 ? value * -2 : -0) + 0),
    );
    x.dispose();
  });

  test('until a step gives the name anew', () => {
    const again = chain([marks(), masked(), marks(), relu(), masked()]);
    expect(inputsOf(again)['masked']).toMatchObject({ mask: mask('marks') });
    expect(inputsOf(again)['masked_1']).toMatchObject({ mask: mask('marks_1') });
  });

  test('but no y, no input of the chain, and nothing of what a named part keeps to itself', () => {
    const { mask: optional } = masked().input;
    const wantsY = any({ ...masked(), input: { positive: split().output.positive, y: optional } });
    expect(inputsOf(chain([relu(), any(split()), wantsY]))['masked']).toEqual({
      positive: { node: 'split', port: 'positive' },
    });
    expect(inputsOf(chain([masked(), masked()]))['masked_1']).not.toHaveProperty('mask');
    const part = rename('part', chain([marks(), relu()]));
    expect(inputsOf(chain([part, masked()]))['masked']).not.toHaveProperty('mask');
  });

  test('a step takes something of the one before it, or nothing', async () => {
    const sum = any(
      stub('sum', { shape: ['...s'], dtype: 'float32' }, { shape: ['...s'], dtype: 'float32' }),
    );
    const parts = any({ ...sum, input: split().output });
    const error = await errorOf(() => chain([split(), parts, parts]), 'port-missing');
    expect(error.summary).toBe("'sum': input port 'positive' is not wired");
  });

  test('a chain within a chain makes no difference', () => {
    const steps: readonly AnyParticle[] = [
      vectors(4),
      marks(),
      relu(),
      masked(),
      rescale(2),
      marks(),
      dropout(0.1),
      masked(),
    ];
    const flat = chain(steps);
    const x = sample([3, 4]);
    const expected = runOnce(flat, { inputs: { x } });
    for (let i = 1; i < steps.length; i++) {
      for (let j = i + 1; j <= steps.length; j++) {
        const inner = chain(steps.slice(i, j));
        const nested = chain([...steps.slice(0, i), inner, ...steps.slice(j)]);
        const grown = compose(chain(steps.slice(0, i))).to(inner);
        const fluent = steps
          .slice(j)
          .reduce((before, step) => any(compose(before).to(step)), any(grown));
        for (const other of [nested, fluent]) {
          expect(described(other)).toEqual(described(flat));
          expect(other.composition).toEqual(flat.composition);
          expect(runOnce(other, { inputs: { x } })).toEqual(expected);
        }
      }
    }
    x.dispose();
  });

  test('a name that is chosen later changes no wiring', () => {
    const grown = compose(marks())
      .to(relu())
      .to(relu({ name: 'relu_1' }))
      .to(masked());
    const renamed = compose(marks())
      .to(relu())
      .to(relu())
      .to(relu({ name: 'relu_1' }))
      .to(masked());
    expect(inputsOf(grown)['masked']).toMatchObject({ mask: mask('marks') });
    expect(inputsOf(renamed)['masked']).toEqual({
      x: { node: 'relu_1', port: 'y' },
      mask: mask('marks'),
    });
  });

  test('comes back from a manifest', async () => {
    const x = sample([5]);
    const particle = chain([marks(), rescale(2), masked(), relu(), masked()]);
    const copy = await expectRoundTrip(particle, { inputs: { x } }, testKinds);
    expect(inputsOf(copy)).toEqual(inputsOf(particle));
    x.dispose();
  });

  test('all repetitions take what the particle does not give', () => {
    const deep = repeat(masked(), 3);
    expect(Object.keys(deep.input)).toEqual(['x', 'mask']);
    expect(inputsOf(deep)['2']).toEqual({
      x: { node: '1', port: 'y' },
      mask: { node: null, port: 'mask' },
    });
    expect(inputsOf(chain([marks(), relu(), deep]))['repeat']).toMatchObject({
      mask: mask('marks'),
    });
  });
});

describe('sizes', () => {
  test('of windows after windows are those of plain loops', () => {
    const windows = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 200 }), (sizes, length) => {
        let left = length;
        for (const [size, stride] of sizes) {
          if (left < size) return;
          left = Math.floor((left - size) / stride) + 1;
        }
        const steps = sizes.map(([size, stride]) => slide(size, stride));
        const open = chain(steps);
        expect(evaluateDim(shapeOf(open)[1] ?? null, { length })).toBe(left);
        expect(shapeOf(chain([vectors(length), ...steps]))).toEqual(['batch', left]);
      }),
    );
  });

  test.each<[string, AnyParticle, readonly (string | number)[]]>([
    [
      'a symbol becomes a literal',
      compose(relu()).to(stub('n', { shape: ['batch', 28] }, { shape: [1] })),
      ['batch', 28],
    ],
    [
      'through parts that pass it on',
      chain([relu(), identity(), relu(), stub('n', { shape: [7] }, { shape: [1] })]),
      [7],
    ],
    ['a spread becomes axes', chain([relu(), flatten()]), ['batch', '...shape']],
    [
      'two symbols become one',
      chain([
        stub('m', { shape: ['a', 'b'] }, { shape: ['a', 'b'] }),
        stub('n', { shape: ['s', 's'] }, { shape: [] }),
      ]),
      ['a', 'a'],
    ],
    [
      'a narrowing of a narrowing',
      chain([
        relu(),
        stub('m', { shape: ['a', 'b'] }, { shape: ['b', 'a'] }),
        stub('n', { shape: [3, 4] }, { shape: [] }),
      ]),
      [4, 3],
    ],
    [
      'growing twice',
      chain([
        dense({ units: 8 }),
        stub('m', { shape: ['...s', 'in', 'x'] }, { shape: ['...s', 'in', 'x'] }),
        stub('n', { shape: ['...t', 'in', 'x', 'z'] }, { shape: ['...t', 'in'] }),
      ]),
      ['...lead', 'lead_2', 'lead_1', 'in'],
    ],
  ])('inputs are narrowed to what the steps need: %s', (_name, particle, shape) => {
    expect(particle.input['x']?.shape).toEqual(shape);
  });

  test('what cannot be narrowed is refused', async () => {
    const error = await errorOf(
      () => chain([slide(3, 1), stub('n', { shape: ['batch', 28] }, { shape: [] })]),
      'axis-mismatch',
    );
    expect(error.summary).toBe(
      "'slide' -> 'n' port 'x', axis 1: needs 28, got length - 2 (has [batch, length - 2] float32; 'n' takes [batch, 28])",
    );
  });

  test('conditions that are open stay with the chain, and violated ones are refused', async () => {
    const four = any({
      ...stub('four', { shape: ['b', 'n'] }, { shape: [] }),
      where: [['equal', 'n', 4]],
    });
    expect(chain([identity(), four]).where).toEqual([['equal', 'n', 4]]);
    expect(chain([vectors(4), four]).where).toEqual([]);
    const error = await errorOf(() => chain([vectors(3), four]), 'constraint-violated');
    expect(error.summary).toBe(
      "'input' -> 'four' port 'x', needs n = 4, got 3 (has [batch, 3] float32; 'four' takes [b, n])",
    );
  });
});

describe('attributes', () => {
  const needs = (name: string, attributes: object) =>
    any(stub(name, { shape: ['...s'], ...attributes } as never, { shape: ['...s'] } as never));
  const pixels = needs('pixels', {
    range: [0, 1],
    meaning: 'image',
    layout: 'NHWC',
    dtype: 'float32',
  });

  test.each<[string, readonly AnyParticle[], object]>([
    [
      'a need of the second step',
      [identity(), pixels],
      { dtype: 'float32', range: [0, 1], layout: 'NHWC', meaning: 'image' },
    ],
    [
      'a need through several',
      [identity(), identity(), dropout(0.1), needs('n', { meaning: 'image' })],
      { dtype: 'float32', meaning: 'image' },
    ],
    [
      'a scaled range',
      [rescale(1 / 255), pixels],
      { range: [0, 255], meaning: 'image', layout: 'NHWC' },
    ],
    [
      'a range scaled twice',
      [rescale(1 / 127.5), rescale(1, -1), needs('n', { range: [-1, 1] })],
      { range: [0, 255] },
    ],
    ['a range turned over', [rescale(-1), needs('n', { range: [0, 1] })], { range: [-1, 0] }],
    [
      'a range behind parts that pass it on',
      [identity(), rescale(0.5), identity(), needs('n', { range: [0, 1] })],
      { range: [0, 2] },
    ],
  ])('%s leads back to the input', (_name, steps, expected) => {
    expect(chain(steps).input['x']).toMatchObject(expected);
  });

  test('what the chain gives is like its input', () => {
    const particle = compose(identity()).to(identity());
    expect(particle.output.y).toEqual({ shape: ['...shape'], like: 'x' });
    const after = chain([
      input({ shape: [3], dtype: 'int32', range: [0, 9], meaning: 'ages' }),
      particle,
    ]);
    expect(after.output['y']).toEqual({
      shape: [3],
      dtype: 'int32',
      range: [0, 9],
      meaning: 'ages',
    });
  });

  test('a range that is withdrawn does not lead back through what withdrew it', async () => {
    const error = await errorOf(
      () => chain([dropout(0.5), rescale(1 / 255), needs('n', { range: [0, 1] })]),
      'range-mismatch',
    );
    expect(error.summary).toBe(
      "'rescale' -> 'n' port 'x', range: needs [0, 1], got unspecified (has [...shape] float32; 'n' takes [...s])",
    );
  });

  test('a factor of 0 leads back to no range', () => {
    const particle = chain([rescale(0), needs('n', { range: [0, 1] })]);
    expect(particle.input['x']).not.toHaveProperty('range');
    expect(particle.composition?.edges[1]).toMatchObject({ unverified: ['range'] });
  });

  test('a known range is scaled forward, up to rounding', () => {
    const bytes = input({ shape: ['batch', 4], dtype: 'float32', range: [0, 255] });
    expect(chain([bytes, rescale(1 / 255)]).output['y']).toMatchObject({ range: [0, 1] });
    expect(() => chain([bytes, rescale(1 / 255), needs('n', { range: [0, 1] })])).not.toThrow();
  });

  test.each([
    [
      'another range',
      [identity(), needs('a', { range: [0, 1] }), needs('b', { range: [0, 255] })],
      'range-mismatch',
    ],
    ['another dtype', [identity(), needs('a', { dtype: 'int32' }), relu()], 'dtype-mismatch'],
    [
      'another meaning',
      [identity(), needs('a', { meaning: 'image' }), needs('b', { meaning: 'tokens' })],
      'meaning-mismatch',
    ],
    [
      'another layout',
      [identity(), needs('a', { layout: 'NCHW' }), needs('b', { layout: 'NHWC' })],
      'layout-mismatch',
    ],
  ] as const)('needs that contradict each other are refused: %s', async (_name, steps, code) => {
    const like = (particle: AnyParticle): AnyParticle =>
      particle.name === 'a'
        ? any({ ...particle, output: { y: { shape: ['...s'], like: 'x' } } })
        : particle;
    await errorOf(() => chain(steps.map(like)), code);
  });
});

describe('a renamed chain', () => {
  test('is not spliced, and adds a segment to the paths', () => {
    const head = rename('head', compose(dense({ units: 4 })).to(relu()));
    const whole = compose(vectors(3))
      .to(head)
      .to(dense({ units: 2 }));
    expect(Object.keys(whole.params)).toEqual([
      'head/dense/kernel',
      'head/dense/bias',
      'dense/kernel',
      'dense/bias',
    ]);
  });

  test('keeps the paths of weights when a step is put in front', () => {
    const recognizer = rename(
      'recognizer',
      chain([dense({ units: 4 }), relu(), dense({ units: 2 })]),
    );
    const before = Object.keys(chain([recognizer]).params);
    expect(Object.keys(chain([rescale(1 / 255), recognizer]).params)).toEqual(before);
  });
});

describe('growing', () => {
  test('500 steps look at each step once', () => {
    let looked = 0;
    const step = any(dense({ units: 8 }));
    const counting = any(
      new Proxy(step, {
        get: (target, key: keyof AnyParticle) => {
          if (key === 'output') looked++;
          return target[key];
        },
      }),
    );
    let grown = any(compose(vectors(8)));
    const grow = compose(grown) as { to: (next: AnyParticle) => AnyParticle };
    let current = grow;
    for (let i = 0; i < 500; i++) current = current.to(counting) as never;
    grown = current as never;
    expect(Object.keys(grown.params)).toHaveLength(1000);
    expect(shapeOf(grown)).toEqual(['batch', 8]);
    expect(looked).toBeLessThan(500 * 12);
  });
});
