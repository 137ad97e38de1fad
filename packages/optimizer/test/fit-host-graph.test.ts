import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  type AnyParticle,
  defineParticle,
  disposeVariables,
  freeze,
  graph,
  initialize,
  ParticleError,
  predict,
  stagesOf,
} from '@sora-particles/combinator-core';
import { decodeLabels, dense, softmax } from '@sora-particles/combinator-core/elementary';
import { accuracy, evaluate, fit, fromExamples } from '@sora-particles/optimizer';
import { tensor } from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

expectNoLeak();

/** Reads one number of each text, outside of tensors. */
const parse = defineParticle({
  kind: 'test/parseOne@1',
  name: 'parseOne',
  input: { x: { value: 'text', shape: ['batch'] } },
  output: {
    y: { shape: ['batch', 1], dtype: 'float32' },
    isNegative: { shape: ['batch', 1], dtype: 'bool' },
  },
  traits: { host: true, differentiable: false },
  run: async (_context, { x }) => {
    await Promise.resolve();
    const numbers = x.map(Number);
    const at = numbers.findIndex(Number.isNaN);
    if (at !== -1) {
      throw new ParticleError({ code: 'decode-failed', summary: `text ${at} is no number` });
    }
    return {
      outputs: {
        y: tensor(numbers, [x.length, 1]),
        isNegative: tensor(
          numbers.map((number) => number < 0),
          [x.length, 1],
          'bool',
        ),
      },
    };
  },
});

const text = { value: 'text', shape: ['batch'] } as const;
const number = { shape: ['batch', 1], dtype: 'float32' } as const;

/** Two texts and a number, each through a layer of its own. */
const particle = graph({ a: text, b: text, c: number })
  .node('left', parse, { x: 'a' })
  .node('right', parse, { x: 'b' })
  .node('one', dense({ units: 2 }), { x: 'left' })
  .node('two', dense({ units: 2 }), { x: 'right.y' })
  .node('three', dense({ units: 2 }), { x: 'c' })
  .node('sum', add(), { a: 'one', b: 'two' })
  .node('all', add(), { a: 'sum', b: 'three' })
  .output({ y: 'all' });

/** The same, from numbers on. */
const numbers = graph({ a: number, b: number, c: number })
  .node('one', dense({ units: 2 }), { x: 'a' })
  .node('two', dense({ units: 2 }), { x: 'b' })
  .node('three', dense({ units: 2 }), { x: 'c' })
  .node('sum', add(), { a: 'one', b: 'two' })
  .node('all', add(), { a: 'sum', b: 'three' })
  .output({ y: 'all' });

const { x, y } = points(40);
const columns = [0, 1].map((at) => x.map((row) => Math.fround(row[at]!)));
const [first = [], second = []] = columns;
const c = first.map((value) => [value * 2]);
const texts = { a: first.map(String), b: second.map(String), c };
const given = { a: first.map((value) => [value]), b: second.map((value) => [value]), c };

test('a graph that begins with several steps outside of tensors learns the same bits as one without', async () => {
  const options = problem({ particle: numbers, data: { x: given, y } });
  const expected = await fit(options);
  const found = await fit({ ...options, particle, data: { x: texts, y } });
  expect(valuesOf(found.variables)).toEqual(valuesOf(expected.variables));
  expect(found.history).toEqual(expected.history);
  expect(valuesOf(found.variables)['one/kernel']).not.toEqual(
    valuesOf(options.variables)['one/kernel'],
  );
  const metrics = [accuracy()];
  const { variables } = found;
  expect(await evaluate({ particle, variables, metrics, data: { x: texts, y } })).toEqual(
    await evaluate({ particle: numbers, variables, metrics, data: { x: given, y } }),
  );
  const [a, b, third] = [tensor(given.a), tensor(given.b), tensor(c)];
  const before = await predict(numbers, variables, { a, b, c: third });
  const after = await predict(particle, variables, { ...texts, c: third });
  expect(after.arraySync()).toEqual(before.arraySync());
  for (const one of [a, b, third, before, after]) one.dispose();
  for (const { variables: owned } of [options, expected, found]) disposeVariables(owned);
});

test('a stream of such examples is trained on as well', async () => {
  const variables = initialize(particle, { seed: 1 });
  const base = { ...problem({ particle, variables, data: { x: texts, y } }) };
  const { shuffle: _, ...rest } = base;
  const stream = fromExamples(() =>
    y.map((label, i) => ({ x: { a: texts.a[i]!, b: texts.b[i]!, c: c[i]! }, y: label })),
  );
  const one = await fit({ ...rest, shuffle: false });
  const two = await fit({ ...rest, data: stream });
  expect(valuesOf(two.variables)).toEqual(valuesOf(one.variables));
  for (const { variables: owned } of [{ variables }, one, two]) disposeVariables(owned);
});

test('what crosses is called as the wires call it, and paths of weights stay', () => {
  const { host, body } = stagesOf(particle);
  expect(Object.keys(host?.output ?? {}).sort()).toEqual(['c', 'left', 'right']);
  expect(Object.keys(body.input).sort()).toEqual(['c', 'left', 'right']);
  expect(body.params).toEqual(particle.params);
  expect(body.traits.host).toBe(false);
});

test.each([
  [
    'a text that cannot be read',
    { ...texts, b: texts.b.map((one, i) => (i === 7 ? 'seven' : one)) },
    'decode-failed',
  ],
  ['numbers for the texts of one port', { ...texts, b: given.b }, 'kind-mismatch'],
  ['a port that is missing', { a: texts.a, c }, 'port-missing'],
  ['ports of different lengths', { ...texts, b: texts.b.slice(1) }, 'data-length-mismatch'],
  ['numbers of another shape', { ...texts, c: c.map(([one]) => [one, one]) }, 'axis-mismatch'],
])('%s is refused', async (_, data, code) => {
  const options = problem({ particle, data: { x: data, y } as never });
  await expectRejection(fit(options), { code });
  disposeVariables(options.variables);
});

test('an abort while the steps outside of tensors run ends the run', async () => {
  const options = problem({ particle, data: { x: texts, y } });
  const controller = new AbortController();
  const result = await fit({
    ...options,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'batchEnd') controller.abort();
    },
  });
  expect([result.stopReason, result.step]).toEqual(['aborted', 1]);
  for (const { variables } of [options, result]) disposeVariables(variables);
});

const print = defineParticle({
  kind: 'test/printOne@1',
  name: 'printOne',
  input: { x: number },
  output: { y: text },
  traits: { host: true, differentiable: false },
  run: (_context, { x: value }) => ({
    outputs: { y: (value.arraySync() as number[][]).map(([one]) => String(one)) },
  }),
});

const layer = dense({ units: 1 });

const between = (before: typeof layer): AnyParticle =>
  graph({ x: number })
    .node('before', before, { x: 'x' })
    .node('print', print, { x: 'before' })
    .node('parse', parse, { x: 'print' })
    .node('after', dense({ units: 2 }), { x: 'parse' })
    .output({ y: 'after' });

test('a weight before a step outside of tensors is refused, unless it is frozen', async () => {
  const open = between(layer);
  const variables = initialize(open, { seed: 1 });
  const options = problem({ particle: open, variables, data: { x: given.a, y } });
  await expectRejection(fit(options), { code: 'host-only', path: 'before/kernel' });
  const trained = await fit({ ...options, particle: between(freeze(layer)) });
  const [was, is] = [valuesOf(variables), valuesOf(trained.variables)];
  expect(is['before/kernel']).toEqual(was['before/kernel']);
  expect(is['after/kernel']).not.toEqual(was['after/kernel']);
  for (const owned of [variables, trained.variables]) disposeVariables(owned);
});

test('a graph that ends outside of tensors is still refused', async () => {
  const labelled: AnyParticle = graph({ a: text })
    .node('left', parse, { x: 'a' })
    .node('one', dense({ units: 2 }), { x: 'left' })
    .node('shares', softmax(), { x: 'one' })
    .node('labels', decodeLabels({ labels: ['no', 'yes'] }), { x: 'shares' })
    .output({ y: 'labels' });
  const variables = initialize(labelled, { seed: 1 });
  const options = problem({ particle: labelled, variables, data: { x: texts.a, y } });
  await expectRejection(fit(options), { code: 'host-only' });
  disposeVariables(variables);
});
