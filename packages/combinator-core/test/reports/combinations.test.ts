import { branch } from '../../src/combinators/branch.ts';
import { compose } from '../../src/combinators/chain.ts';
import { freeze } from '../../src/combinators/freeze.ts';
import { perItem } from '../../src/combinators/per-item.ts';
import { rename } from '../../src/combinators/rename.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { residual } from '../../src/combinators/residual.ts';
import { scan } from '../../src/combinators/scan.ts';
import { defineParticle } from '../../src/define-particle.ts';
import { dense, flatten, input, relu } from '../../src/elementary/index.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { check, cost, diagram, explain, summary, toMermaid } from '../../src/reports/index.ts';
import { any, marks, masked, stub } from '../support/cases.ts';
import { errorOf } from '../support/errors.ts';

const vectors = input({ shape: ['batch', 4], dtype: 'float32' });
const connections = (particle: AnyParticle) =>
  check(particle).edges.map(({ from, to }) => `${from} -> ${to}`);

/** A window without weights beside one with them. */
const conv = defineParticle({
  kind: 'test/conv2d@1',
  name: 'conv2d',
  input: { x: { shape: ['batch', 'height', 'width', 'in'], dtype: 'float32' } },
  output: {
    y: {
      shape: ['batch', ['window', 'height', 3, 1, 'valid'], ['window', 'width', 3, 1, 'valid'], 32],
      dtype: 'float32',
    },
  },
  params: {
    kernel: { shape: [3, 3, 'in', 32], initializer: 'heNormal' },
    bias: { shape: [32], initializer: 'zeros' },
  },
  flops: [
    'mul',
    2 * 3 * 3 * 32,
    'batch',
    ['window', 'height', 3, 1, 'valid'],
    ['window', 'width', 3, 1, 'valid'],
    'in',
  ],
  run: (_context, { x }) => ({ outputs: { y: x } }),
});
const pool = stub(
  'maxPool2d',
  { shape: ['batch', 'height', 'width', 'in'], dtype: 'float32' },
  {
    shape: ['batch', ['window', 'height', 2, 2, 'valid'], ['window', 'width', 2, 2, 'valid'], 'in'],
    dtype: 'float32',
  },
);
/** The smallest network that reads digits well. */
const digits = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32' }))
  .to(conv)
  .to(relu())
  .to(pool)
  .to(flatten())
  .to(dense({ units: 64 }))
  .to(relu())
  .to(dense({ units: 10 }));

describe('the digits network', () => {
  test('has 347,146 weights: 320 + 346,176 + 650', () => {
    const { parameters, parameterBytes, steps } = cost(digits);
    expect(steps.map((step) => step.parameters)).toEqual([0, 320, 0, 0, 0, 346_176, 0, 650]);
    expect([parameters, parameterBytes]).toEqual([347_146, 4 * 347_146]);
    expect(summary(digits)).toMatch(/^Weights in total: 347,146$/m);
  });

  test('takes as many operations as counted by hand', () => {
    const byHand = (batch: number) =>
      batch * (26 * 26 * 32 * (2 * 3 * 3) + 26 * 26 * 32 + 2 * 5408 * 64 + 64 + 2 * 64 * 10);
    expect(cost(digits).flops).toBe(byHand(1));
    expect(cost(digits, { batch: 32 }).flops).toBe(byHand(32));
  });

  test('keeps as many bytes as its outputs hold', () => {
    const outputs = [28 * 28, 26 * 26 * 32, 26 * 26 * 32, 13 * 13 * 32, 5408, 64, 64, 10];
    expect(cost(digits, { batch: 2 }).activationBytes).toBe(
      2 * 4 * outputs.reduce((sum, size) => sum + size, 0),
    );
  });

  test('tells where its sizes come from', () => {
    expect(explain(digits).split('\n').slice(0, 14)).toEqual([
      'chain: x: [batch, 28, 28, 1] float32 -> y: [batch, 10] float32',
      '  input: x: [batch, 28, 28, 1] float32 -> y: [batch, 28, 28, 1] float32',
      '  conv2d: x: [batch, 28, 28, 1] float32 -> y: [batch, 26, 26, 32] float32',
      '    height = 28 from input',
      '    width = 28 from input',
      '    in = 1 from input',
      '  relu: x: [batch, 26, 26, 32] float32 -> y: [batch, 26, 26, 32] float32',
      '    ...shape = [batch, 26, 26, 32]',
      '  maxPool2d: x: [batch, 26, 26, 32] float32 -> y: [batch, 13, 13, 32] float32',
      '    height = 26 from conv2d: floor((28 - 3)/1) + 1',
      '    width = 26 from conv2d: floor((28 - 3)/1) + 1',
      '    in = 32 from conv2d',
      '  flatten: x: [batch, 13, 13, 32] -> y: [batch, 5408] float32',
      '    ...features = [13, 13, 32]',
    ]);
  });
});

describe('check', () => {
  test('names every connection by what is at its ends', () => {
    expect(connections(residual(dense({ units: 4 })))).toEqual([
      'input.x -> dense.x',
      'dense.y -> add.a',
      'input.x -> add.b',
    ]);
    const net = compose(vectors)
      .to(residual(dense({ units: 4 })))
      .to(rename('head', relu()));
    expect(connections(net)).toEqual([
      'input.x -> input.x',
      'input.y -> residual.x',
      'residual.y -> head.x',
      'residual.x -> residual/dense.x',
      'residual/dense.y -> residual/add.a',
      'residual.x -> residual/add.b',
      'head.x -> head/relu.x',
    ]);
  });

  test('goes into parts at every depth', () => {
    const edges = connections(
      compose(vectors).to(branch({ a: repeat(rename('two', compose(relu()).to(relu())), 2) })),
    );
    expect(edges).toContain('branch/a/1/relu.y -> branch/a/1/relu_1.x');
  });

  test.each<[string, AnyParticle, readonly string[]]>([
    ['axis 1', any(stub('n', { shape: ['b', 3] }, { shape: [] })), ['axis 1']],
    ['dtype', any(stub('n', { shape: ['b', 'c'], dtype: 'float32' }, { shape: [] })), ['dtype']],
    ['layout', any(stub('n', { shape: ['b', 'c'], layout: 'NCHW' }, { shape: [] })), ['layout']],
    [
      'meaning',
      any(stub('n', { shape: ['b', 'c'], meaning: 'image' }, { shape: [] })),
      ['meaning'],
    ],
  ])('tells what is left to the call: %s', async (_name, consumer, unverified) => {
    const silent = stub('silent', { shape: ['b'] }, { shape: ['b', null] });
    const net = compose(silent).to(consumer);
    expect(check(net).edges[1]).toMatchObject({ status: 'unverified', unverified });
    expect(check(net).counts).toEqual({ proved: 1, symbolic: 0, unverified: 1 });
    const error = await errorOf(() => check(net, { strict: true }), 'contract-invalid');
    expect(error.summary).toBe(`'silent.y' -> 'n.x' is not verified: ${unverified.join(', ')}`);
    expect(error.remedy).toMatch(/input\(/);
  });

  test('strict lets pass what is proved or symbolic', () => {
    const open = compose(conv).to(relu()).to(pool);
    expect(check(open, { strict: true }).counts).toEqual({ proved: 1, symbolic: 2, unverified: 0 });
  });
});

describe('explain', () => {
  test('tells of the parts of combinations, and follows sizes through them', () => {
    const text = explain(
      compose(vectors)
        .to(residual(dense({ units: 4 })))
        .to(rename('head', dense({ units: 3 }))),
    );
    expect(text.split('\n')).toEqual([
      'chain: x: [batch, 4] float32 -> y: [batch, 3] float32',
      '  input: x: [batch, 4] float32 -> y: [batch, 4] float32',
      '  residual: x: [batch, 4] float32 -> y: [batch, 4] float32',
      '    ...lead = [batch]',
      '    residual/dense: x: [batch, 4] float32 -> y: [batch, 4] float32',
      '      ...lead = [batch]',
      "      in = 4 from input 'x'",
      '    residual/add: a: [batch, 4] float32; b: [batch, 4] float32 -> y: [batch, 4] float32',
      '      ...shape = [batch, 4]',
      '  head: x: [batch, 4] float32 -> y: [batch, 3] float32',
      '    ...lead = [batch]',
      '    in = 4 from residual',
    ]);
  });

  test('leaves open what is open', () => {
    expect(explain(compose(conv).to(pool))).toContain(
      'height = height - 2 from conv2d: floor((height - 3)/1) + 1',
    );
  });
});

describe('cost and summary', () => {
  test('count what is repeated as often as it is', () => {
    const { parameters, steps } = cost(repeat(dense({ units: 4 }), 3), { '...lead': [1], in: 4 });
    expect(parameters).toBe(3 * (4 * 4 + 4));
    expect(steps.map(({ path }) => path)).toEqual(['0', '1', '2']);
  });

  test('count scans by their steps in time, and lists by their items', () => {
    const net = compose(input({ shape: ['batch', 7, 4], dtype: 'float32' })).to(
      scan(dense({ units: 3 })),
    );
    expect(cost(net, { batch: 2 }).flops).toBe(7 * 2 * 2 * 4 * 3);
    const each = compose(input({ shape: ['batch', 5, 4], dtype: 'float32' })).to(
      perItem(dense({ units: 3 })),
    );
    expect(cost(each, { batch: 2 }).flops).toBe(2 * 2 * 5 * 4 * 3);
  });

  test('count parts on the host without the bytes that training would keep', () => {
    const decode = any({
      ...stub('decode', { value: 'bytes' }, { shape: [null, null, 3], dtype: 'float32' }),
      traits: { ...relu().traits, host: true },
    });
    const resize = stub(
      'resize',
      { shape: ['h', 'w', 'c'], dtype: 'float32' },
      { shape: [8, 8, 'c'], dtype: 'float32' },
    );
    const net = compose(decode).to(resize);
    expect(cost(any(net)).activationBytes).toBe(8 * 8 * 3 * 4);
  });

  test('tell trained and frozen weights apart at every depth', () => {
    const net = compose(vectors)
      .to(rename('body', compose(freeze(dense({ units: 4, name: 'old' }))).to(dense({ units: 4 }))))
      .to(dense({ units: 2 }));
    expect(summary(net)).toMatch(/Weights in total: 50\nTrained: +30\nNot trained: +20$/);
  });
});

test('pictures are well formed at every depth: each frame is closed, each end of an arrow is there', () => {
  const net = compose(vectors)
    .to(relu())
    .to(branch({ a: residual(dense({ units: 4 })), b: rename('two', compose(relu()).to(relu())) }));
  for (const depth of [0, 1, 2, Infinity]) {
    const text = toMermaid(net, { depth });
    const ids = new Set([...text.matchAll(/^ *(\w+)(?:\[|\(\[)"/gm)].map(([, id]) => id));
    const ends = [...text.matchAll(/^ *(\w+) -->\|"[^"]*"\| (\w+)$/gm)].flatMap(([, from, to]) => [
      from,
      to,
    ]);
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.every((id) => ids.has(id))).toBe(true);
    expect(text.match(/^ *subgraph /gm)?.length ?? 0).toBe(text.match(/^ *end$/gm)?.length ?? 0);
  }
});

test('what comes from several steps before is told by who gives it', () => {
  const particle = compose(vectors).to(marks()).to(relu()).to(masked());
  expect(connections(particle)).toEqual([
    'input.x -> input.x',
    'input.y -> marks.x',
    'marks.y -> relu.x',
    'relu.y -> masked.x',
    'marks.mask -> masked.mask',
  ]);
  expect(explain(particle)).toContain(
    'masked: x: [batch, 4] float32; mask: [batch, 4] float32 -> y: [batch, 4] float32',
  );
  const { boxes, arrows } = diagram(particle);
  const labelOf = (id: string) => boxes.find((box) => box.id === id)?.label;
  expect(arrows.map(({ from, to }) => `${labelOf(from)} -> ${labelOf(to)}`)).toContain(
    'marks -> masked',
  );
});
