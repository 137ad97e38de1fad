import { compose } from '../../src/combinators/chain.ts';
import { graph, graphKind } from '../../src/combinators/graph.ts';
import { add, multiply } from '../../src/combinators/merge.ts';
import type { Ports } from '../../src/contract/spec.ts';
import {
  concatenate,
  dense,
  dropout,
  flatten,
  identity,
  relu,
  rescale,
} from '../../src/elementary/index.ts';
import { isParticleError } from '../../src/errors.ts';
import type { AnyParticle, JsonObject } from '../../src/particle.ts';
import { any, masked, shapeOf, split, stub, testKinds } from '../support/cases.ts';
import { expectRoundTrip, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';

const vector = { shape: ['batch', 4], dtype: 'float32' } as const;

/** What JavaScript would let through. */
interface Loose {
  node(name: string, particle: unknown, wires: Record<string, unknown>): Loose;
  output(ports: Record<string, unknown>): AnyParticle;
}
const loose = (input: Ports, options?: object): Loose =>
  graph(input, options as never) as unknown as Loose;

describe('graph', () => {
  test('wires several inputs and outputs without cycles', async () => {
    const particle = graph({ left: vector, right: vector })
      .node('both', concatenate({ inputs: ['a', 'b'] }), { a: 'left', b: 'right' })
      .node('parts', split(), { x: 'both' })
      .node('product', multiply(), { a: 'parts.positive', b: 'both' })
      .node('head', dense({ units: 3 }), { x: 'product' })
      .output({ logits: 'head', negative: 'parts.negative', left: 'left' });
    expect(shapeOf(particle, 'logits')).toEqual(['batch', 3]);
    expect(Object.keys(particle.params)).toEqual(['head/kernel', 'head/bias']);
    const [left, right] = [sample([2, 4], 1), sample([2, 4], 2)];
    const both = [0, 1].flatMap((row) => [
      ...[...left.dataSync()].slice(row * 4, row * 4 + 4),
      ...[...right.dataSync()].slice(row * 4, row * 4 + 4),
    ]);
    const outputs = runOnce(particle, { inputs: { left, right } });
    expect(outputs['negative']).toEqual({
      shape: [2, 8],
      values: both.map((x) => Math.max(-x, 0)),
    });
    expect(outputs['left']?.values).toEqual([...left.dataSync()]);
    await expectRoundTrip(particle, { inputs: { left, right } }, testKinds);
    left.dispose();
    right.dispose();
  });

  test('a value may be used as often as one likes', () => {
    const particle = graph({ x: { shape: ['n'], dtype: 'float32' } })
      .node('twice', add(), { a: 'x', b: 'x' })
      .node('four', add(), { a: 'twice', b: 'twice' })
      .output({ y: 'four', z: 'four' });
    const x = sample([3]);
    const four = [...x.dataSync()].map((value) => value * 4);
    const { y, z } = runOnce(particle, { inputs: { x } });
    expect([y?.values, z?.values]).toEqual([four, four]);
    x.dispose();
  });

  test('without nodes it passes its inputs on', async () => {
    const particle = graph({ x: { shape: ['n'], dtype: 'float32' } }).output({ y: 'x' });
    const x = sample([3]);
    expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual([...x.dataSync()]);
    await expectRoundTrip(particle, { inputs: { x } });
    x.dispose();
  });

  test('optional ports may stay unwired, inside and outside', async () => {
    const inside = graph({ x: vector }).node('mask', masked(), { x: 'x' }).output({ y: 'mask' });
    expect(inside.composition?.edges).toHaveLength(1);
    const outside = graph({ x: vector, m: { ...vector, optional: true } })
      .node('mask', masked(), { x: 'x', mask: 'm' })
      .output({ y: 'mask' });
    const x = sample([1, 4]);
    const values = [...x.dataSync()];
    for (const particle of [inside, outside]) {
      expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual(values);
      await expectRoundTrip(particle, { inputs: { x } }, testKinds);
    }
    x.dispose();
  });

  test('an optional input does not fit what is needed', async () => {
    const error = await errorOf(
      () => loose({ x: { ...vector, optional: true } }).node('a', relu(), { x: 'x' }),
      'port-missing',
    );
    expect(error.summary).toBe(
      "'x' -> 'relu' port 'x', needs a value, got one that is optional (has [batch, 4] float32; 'relu' takes [...shape] float32)",
    );
  });

  test('inputs are narrowed to what nodes need', () => {
    const particle = graph({ a: { shape: ['n', 'm'] }, b: { shape: ['...s'] } })
      .node('one', stub('one', { shape: ['k', 7] }, { shape: ['k'] }), { x: 'a' })
      .node('sum', add(), { a: 'one', b: 'b' })
      .output({ y: 'sum' });
    expect(particle.input).toEqual({
      a: { shape: ['n', 7] },
      b: { shape: ['n'], dtype: 'float32' },
    });
  });

  test('two scales of one input cannot both be what is needed', async () => {
    const unit = (name: string) =>
      any(stub(name, { shape: ['...s'], range: [0, 1] }, { shape: [] }));
    const error = await errorOf(
      () =>
        loose({ x: { shape: ['n'] } })
          .node('bytes', rescale(1 / 255), { x: 'x' })
          .node('halves', rescale(1 / 127.5), { x: 'x' })
          .node('first', unit('m'), { x: 'bytes' })
          .node('second', unit('n'), { x: 'halves' }),
      'range-mismatch',
    );
    expect(error.summary).toMatch(/^'halves' -> 'n' port 'x', range: needs \[0, 1\], got \[0, 2\]/);
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'an unknown source',
      () => loose({ x: vector }).node('a', relu(), { x: 'z' }),
      'port-unknown',
      "'a': there is no node or input 'z'",
    ],
    [
      'a node that comes later',
      () => loose({ x: vector }).node('a', relu(), { x: 'b' }).node('b', relu(), { x: 'x' }),
      'port-unknown',
      "'a': there is no node or input 'b'",
    ],
    [
      'itself',
      () => loose({ x: vector }).node('a', relu(), { x: 'a' }),
      'port-unknown',
      "'a': there is no node or input 'a'",
    ],
    [
      'an unknown port of a node',
      () => loose({ x: vector }).node('a', relu(), { x: 'x' }).node('b', relu(), { x: 'a.z' }),
      'port-unknown',
      "'b': there is no node or input 'a.z'",
    ],
    [
      'y of a node that has none',
      () => loose({ x: vector }).node('a', split(), { x: 'x' }).node('b', relu(), { x: 'a' }),
      'port-unknown',
      "'b': there is no node or input 'a'",
    ],
    [
      'an unknown output',
      () => loose({ x: vector }).output({ y: 'z' }),
      'port-unknown',
      "'output': there is no node or input 'z'",
    ],
    [
      'what prototypes have',
      () => loose({ x: vector }).node('a', relu(), { x: 'toString' }),
      'port-unknown',
      "'a': there is no node or input 'toString'",
    ],
    [
      'a port that the particle has not',
      () => loose({ x: vector }).node('a', relu(), { x: 'x', z: 'x' }),
      'port-unknown',
      "'x' -> 'relu': 'relu' has no input port 'z'",
    ],
    [
      'a port that is not wired',
      () => loose({ x: vector }).node('a', add(), { a: 'x' }),
      'port-missing',
      "'add': input port 'b' is not wired",
    ],
    [
      'two nodes of one name',
      () => loose({ x: vector }).node('a', relu(), { x: 'x' }).node('a', relu(), { x: 'x' }),
      'name-duplicate',
      "a graph has one input or node for each name; 'a' is taken",
    ],
    [
      'a node named as an input',
      () => loose({ x: vector }).node('x', relu(), { x: 'x' }),
      'name-duplicate',
      "a graph has one input or node for each name; 'x' is taken",
    ],
    [
      'a node whose ports would be named as an input',
      () => loose({ 'a.y': vector }).node('a', relu(), { x: 'a.y' }),
      'name-duplicate',
      "a graph has one input or node for each name; 'a' is taken",
    ],
    [
      'a node without a name',
      () => loose({ x: vector }).node('', relu(), { x: 'x' }),
      'name-invalid',
      "'' cannot be the name of a part",
    ],
    [
      'a name with a dot',
      () => loose({ x: vector }).node('a.b', relu(), { x: 'x' }),
      'name-invalid',
      "'a.b' cannot be the name of a part",
    ],
    [
      'a name with a slash',
      () => loose({ x: vector }).node('a/b', relu(), { x: 'x' }),
      'name-invalid',
      "'a/b' cannot be the name of a part",
    ],
    [
      'no particle',
      () => loose({ x: vector }).node('a', relu, { x: 'x' }),
      'option-invalid',
      'node() takes particles',
    ],
    [
      'what does not fit',
      () =>
        loose({ x: vector }).node('a', stub('n', { shape: ['b', 5] }, { shape: [] }), { x: 'x' }),
      'axis-mismatch',
      "'x' -> 'n' port 'x', axis 1: needs 5, got 4 (has [batch, 4] float32; 'n' takes [b, 5])",
    ],
    [
      'an input that cannot be',
      () => loose({ x: { shape: ['...a', '...b'] } }),
      'contract-invalid',
      'a shape holds at most one spread',
    ],
    [
      'inputs that are no ports',
      () => loose(3 as never),
      'option-invalid',
      "graph(): 'input' must be an object",
    ],
    [
      'an unknown option',
      () => loose({ x: vector }, { nam: 'a' }),
      'option-unknown',
      "graph() has no option 'nam'",
    ],
    [
      'a name that cannot be',
      () => loose({ x: vector }, { name: 'a/b' }).output({ y: 'x' }),
      'name-invalid',
      "'a/b' cannot be the name of a particle",
    ],
  ])('refuses %s', async (_name, make, code, summary) => {
    expect((await errorOf(make, code as 'port-unknown')).summary).toBe(summary);
  });

  test('names the nodes of the user in messages, and the remedy', async () => {
    const error = await errorOf(
      () =>
        loose({ x: { shape: ['batch', 3, 4], dtype: 'float32' } })
          .node('mine', relu(), { x: 'x' })
          .node('next', stub('n', { shape: ['b', 'k'] }, { shape: [] }), { x: 'mine' }),
      'rank-mismatch',
    );
    expect(error.summary).toMatch(/^'mine' -> 'n' port 'x', rank: needs 2, got 3/);
    expect(error.remedy).toBe("insert `flatten()` between 'mine' and 'n'");
  });

  test('each step makes another graph and leaves the one before', () => {
    const start = graph({ x: vector });
    const one = start.node('a', relu(), { x: 'x' });
    const two = start.node('a', flatten(), { x: 'x' });
    expect(one.output({ y: 'a' }).children[0]?.name).toBe('relu');
    expect(two.output({ y: 'a' }).children[0]?.name).toBe('flatten');
  });

  test('is a particle as any other', async () => {
    const block = graph({ x: vector }, { name: 'block' })
      .node('hidden', dense({ units: 4 }), { x: 'x' })
      .node('drop', dropout(0.5), { x: 'hidden' })
      .node('sum', add(), { a: 'drop', b: 'x' })
      .output({ y: 'sum' });
    const whole = compose(identity()).to(block).to(relu());
    expect(whole.input.x.shape).toEqual(['batch', 4]);
    expect(Object.keys(whole.params)).toEqual(['block/hidden/kernel', 'block/hidden/bias']);
    const x = sample([2, 4]);
    await expectRoundTrip(whole, { inputs: { x }, training: true, seed: 4 });
    x.dispose();
  });
});

describe('the configuration of a graph', () => {
  const good = {
    input: { x: { shape: ['n'], dtype: 'float32' } },
    nodes: [{ name: 'a', wires: { x: 'x' } }],
    output: { y: 'a.y' },
  };
  const create = (config: unknown): AnyParticle =>
    graphKind.create(config as JsonObject, [relu()], 'graph');

  test('makes the graph again', () => {
    expect(create(good).config).toEqual(good);
  });

  test.each<[string, object]>([
    ['no input', { ...good, input: undefined }],
    ['an input that is a list', { ...good, input: [] }],
    ['an input without a shape', { ...good, input: { x: {} } }],
    ['an input that is null', { ...good, input: { x: null } }],
    ['a shape that is a text', { ...good, input: { x: { shape: 'n' } } }],
    ['a shape of unknown operators', { ...good, input: { x: { shape: [['max', 'n', 1]] } } }],
    ['no nodes', { ...good, nodes: undefined }],
    ['fewer nodes than parts', { ...good, nodes: [] }],
    ['more nodes than parts', { ...good, nodes: [good.nodes[0], good.nodes[0]] }],
    ['a node that is null', { ...good, nodes: [null] }],
    ['a node without wires', { ...good, nodes: [{ name: 'a' }] }],
    ['wires that are numbers', { ...good, nodes: [{ name: 'a', wires: { x: 1 } }] }],
    ['a node without a name', { ...good, nodes: [{ wires: { x: 'x' } }] }],
    ['a name that is a number', { ...good, nodes: [{ name: 1, wires: { x: 'x' } }] }],
    ['a name of prototypes', { ...good, nodes: [{ name: '__proto__', wires: { x: 'x' } }] }],
    ['no output', { ...good, output: undefined }],
    ['an output that is a number', { ...good, output: { y: 3 } }],
    ['more than there is', { ...good, code: 'run()' }],
  ])('is refused with a typed error: %s', (_name, config) => {
    let code: string | undefined;
    try {
      create(config);
    } catch (error) {
      if (!isParticleError(error)) throw error;
      ({ code } = error);
    }
    expect(code).toBeDefined();
  });
});
