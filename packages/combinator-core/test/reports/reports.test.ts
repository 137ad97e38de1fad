import { compose, freeze } from '../../src/combinators/index.ts';
import { dense, input, softmax } from '../../src/elementary/index.ts';
import { defineParticle } from '../../src/define-particle.ts';
import { check, cost, diagram, explain, summary, toMermaid } from '../../src/reports/index.ts';
import { errorOf } from '../support/errors.ts';
import { digits } from './digits.ts';

/** A particle that does not say what its numbers mean. */
const silent = defineParticle({
  kind: 'test/silent@1',
  name: 'silent',
  input: { x: { shape: ['...shape'], dtype: 'float32' } },
  output: { y: { shape: ['...shape'], dtype: 'float32' } },
  run: (_context, { x }) => ({ outputs: { y: x } }),
});

describe('check', () => {
  test('finds every connection of the digits network proved', () => {
    const { edges, counts } = check(digits);
    expect(counts).toEqual({ proved: edges.length, symbolic: 0, unverified: 0 });
    expect(edges.map(({ from, to }) => `${from} -> ${to}`)).toContain(
      'head/dense.y -> head/relu.x',
    );
  });

  test('tells what is left to the call, and refuses it with strict', async () => {
    const open = compose(silent).to(softmax());
    const edge = check(open).edges.find(({ to }) => to === 'softmax.x');
    expect(edge).toMatchObject({ status: 'unverified', unverified: ['meaning'] });
    const error = await errorOf(() => check(open, { strict: true }), 'contract-invalid');
    expect(error.path).toBe('softmax.x');
  });

  test('tells sizes that the call computes', () => {
    const half = defineParticle({
      kind: 'test/half@1',
      name: 'half',
      input: { x: { shape: ['batch', 'size'], dtype: 'float32' } },
      output: { y: { shape: ['batch', ['div', 'size', 2]], dtype: 'float32' } },
      run: (_context, { x }) => ({ outputs: { y: x } }),
    });
    expect(check(compose(half).to(silent)).counts).toEqual({
      proved: 1,
      symbolic: 1,
      unverified: 0,
    });
  });
});

describe('explain', () => {
  const text = explain(digits);

  test('says which part computed a size, and how, through the parts that pass it on', () => {
    expect(text).toContain('height = 26 from conv: floor((28 - 3)/1) + 1');
    expect(text).toContain('in = 5408 from flatten: 13*13*32');
  });

  test('begins with the ports of the whole', () => {
    expect(text.split('\n')[0]).toBe(
      'chain: x: [batch, 28, 28, 1] float32 -> y: [batch, 10] float32',
    );
  });

  test('uses the sizes that it is given', () => {
    expect(explain(digits, { batch: 7 })).toContain('y: [7, 10] float32');
  });
});

describe('cost', () => {
  test('counts the weights of the digits network', () => {
    const conv = 3 * 3 * 1 * 32 + 32;
    const pool = 2 * 2 * 32 * 32 + 32;
    const head = 5408 * 64 + 64 + 64 * 10 + 10;
    expect(cost(digits).parameters).toBe(conv + pool + head);
    expect(cost(digits).parameterBytes).toBe(4 * (conv + pool + head));
  });

  test('counts the operations and the bytes of a dense layer', () => {
    const layer = compose(input({ shape: ['batch', 784], dtype: 'float32' })).to(
      dense({ units: 10 }),
    );
    const { steps } = cost(layer, { batch: 32 });
    expect(steps.at(-1)).toMatchObject({
      path: 'dense',
      parameters: 7850,
      activationBytes: 32 * 10 * 4,
    });
    expect(steps.at(-1)?.flops).toBeGreaterThanOrEqual(2 * 32 * 784 * 10);
    expect(cost(layer).flops * 32).toBe(cost(layer, { batch: 32 }).flops);
  });

  test('is the sum of its steps', () => {
    const { steps, flops, activationBytes } = cost(digits, { batch: 3 });
    expect(steps.reduce((sum, step) => sum + step.flops, 0)).toBe(flops);
    expect(steps.reduce((sum, step) => sum + step.activationBytes, 0)).toBe(activationBytes);
  });

  test('names the size that it lacks', async () => {
    const error = await errorOf(() => cost(compose(dense({ units: 3 }))), 'symbol-unbound');
    expect(error.path).toBe('dense');
  });
});

describe('summary', () => {
  test('lists steps, outputs and weights, with the totals below', () => {
    const lines = summary(digits).split('\n');
    expect(lines.find((line) => line.startsWith('head/dense ('))).toMatch(
      /dense@1\) +\[batch, 64\] float32 +346,176$/,
    );
    expect(lines.filter((line) => line.startsWith('Weights in total'))[0]).toBe(
      `Weights in total: ${cost(digits).parameters.toLocaleString('en')}`,
    );
  });

  test('counts frozen weights as not trained', () => {
    const frozen = compose(input({ shape: ['batch', 4], dtype: 'float32' }))
      .to(freeze(dense({ units: 2, name: 'old' })))
      .to(dense({ units: 3, name: 'new' }));
    expect(summary(frozen)).toMatch(/Trained: +9\nNot trained: +10$/);
  });

  test('shows a question mark for weights of a size that is not known', () => {
    expect(summary(compose(dense({ units: 3 })))).toContain('Weights in total: ?');
  });
});

describe('diagram and toMermaid', () => {
  test('a box for each part and port, a frame for each composition, an arrow for each value', () => {
    const { boxes, frames, arrows } = diagram(digits);
    expect(boxes.map(({ label }) => label)).toEqual([
      ...['x', 'input', 'conv', 'relu', 'pool', 'flatten', 'dense', 'relu', 'dense', 'y'],
    ]);
    expect(frames.map(({ label }) => label)).toEqual(['chain', 'head']);
    expect(frames[1]?.frame).toBe(frames[0]?.id);
    expect(arrows).toHaveLength(9);
    expect(new Set(boxes.map(({ id }) => id)).size).toBe(boxes.length);
  });

  test('arrows carry what their producer gives', () => {
    const { boxes, arrows } = diagram(digits);
    const flat = boxes.find(({ label }) => label === 'flatten')?.id;
    expect(arrows.find(({ from }) => from === flat)?.spec).toMatchObject({
      shape: ['batch', 5408],
      dtype: 'float32',
    });
  });

  test('stops at the depth that is asked for', () => {
    expect(diagram(digits, { depth: 1 }).boxes.map(({ label }) => label)).toContain('head');
    expect(diagram(digits, { depth: 0 }).boxes).toHaveLength(3);
  });

  test('writes one line of Mermaid for each, frames closed', () => {
    const lines = toMermaid(digits, { direction: 'LR' }).split('\n');
    expect(lines[0]).toBe('flowchart LR');
    expect(lines.filter((line) => line.includes(' -->|"'))).toHaveLength(9);
    expect(lines.filter((line) => line.includes('subgraph '))).toHaveLength(2);
    expect(lines.filter((line) => line.trim() === 'end')).toHaveLength(2);
    expect(lines).toContain('  box0 -->|"[batch, 28, 28, 1] float32"| box1');
  });
});
