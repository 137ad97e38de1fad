import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  defineParticle,
  disposeVariables,
  freeze,
  initialize,
  ParticleError,
  predict,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { decodeLabels, dense, input, softmax } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  evaluate,
  fit,
  fromExamples,
  meanSquaredError,
  sgd,
} from '@sora-particles/optimizer';
import { add, cast, expandDims, mul, sum, tensor } from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

expectNoLeak();

/** Reads numbers that are written as text: a step outside of tensors, and an asynchronous one. */
const parse = defineParticle({
  kind: 'test/parse@1',
  name: 'parse',
  input: { x: { value: 'text', shape: ['batch'] } },
  output: { y: { shape: ['batch', 2], dtype: 'float32' } },
  traits: { host: true, differentiable: false },
  run: async (_context, { x }) => {
    await Promise.resolve();
    const rows = x.map((line) => line.split(' ').map(Number));
    if (rows.some((row) => row.length !== 2)) {
      throw new ParticleError({ code: 'decode-failed', summary: 'no two numbers' });
    }
    return { outputs: { y: tensor(rows, [x.length, 2]) } };
  },
});

const network = () =>
  compose(input({ shape: ['batch', 2], dtype: 'float32' }))
    .to(dense({ units: 8, activation: 'tanh' }))
    .to(dense({ units: 2 }))
    .to(softmax());

/** From text to answer. */
const whole: AnyParticle = compose(parse)
  .to(dense({ units: 8, activation: 'tanh' }))
  .to(dense({ units: 2 }))
  .to(softmax())
  .to(decodeLabels({ labels: ['no', 'yes'] }));

const { x, y } = points(40);
const text = x.map((row) => row.map(Math.fround).join(' '));

test('what runs outside of tensors prepares the data, and labels are for prediction only', async () => {
  const particle = network();
  const options = problem({ particle, data: { x, y } });
  const expected = await fit(options);
  const found = await fit({ ...options, particle: whole, data: { x: text, y } });
  expect(valuesOf(found.variables)).toEqual(valuesOf(expected.variables));
  expect(found.history).toEqual(expected.history);
  const [answer] = (await predict(whole, found.variables, text)) as { label: string }[];
  expect(['no', 'yes']).toContain(answer?.label);
  for (const { variables } of [options, expected, found]) disposeVariables(variables);
});

test('a stream of raw values is trained on and measured as well', async () => {
  const options = problem({ particle: whole, data: { x: text, y }, shuffle: false });
  const stream = fromExamples(() => text.map((line, i) => ({ x: line, y: y[i]! })));
  const { shuffle: _, ...rest } = options;
  const [a, b] = [await fit(options), await fit({ ...rest, data: stream })];
  expect(valuesOf(a.variables)).toEqual(valuesOf(b.variables));
  const measure = { particle: whole, variables: a.variables, metrics: [accuracy()] };
  expect(await evaluate({ ...measure, data: stream })).toEqual(
    await evaluate({ ...measure, data: { x: text, y } }),
  );
  for (const { variables } of [options, a, b]) disposeVariables(variables);
});

/** Reads rows of any length, as a step outside of tensors, and tells what is padding. */
const parseRows = defineParticle({
  kind: 'test/parseRows@1',
  name: 'parseRows',
  input: { x: { value: 'text', shape: ['batch'] } },
  output: {
    y: { shape: ['batch', null, 2], dtype: 'float32' },
    mask: { shape: ['batch', null], dtype: 'bool' },
  },
  traits: { host: true, differentiable: false },
  run: (_context, { x }) => {
    const rows = x.map((text) => text.split(';').map((row) => row.split(' ').map(Number)));
    const time = Math.max(...rows.map(({ length }) => length));
    const padding = (row: readonly unknown[]) => Array.from({ length: time - row.length });
    return {
      outputs: {
        y: tensor(rows.map((row) => [...row, ...padding(row).map(() => [9, 9])])),
        mask: tensor(
          rows.map((row) => [...row.map(() => true), ...padding(row).map(() => false)]),
          [rows.length, time],
          'bool',
        ),
      },
    };
  },
});

/** The sum of what is no padding. */
const sumOfRows = defineParticle({
  kind: 'test/sumOfRows@1',
  name: 'sumOfRows',
  input: {
    x: { shape: ['batch', 'time', 'n'], dtype: 'float32' },
    mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
  },
  output: { y: { shape: ['batch', 'n'], dtype: 'float32' } },
  run: (_context, { x, mask }) => ({
    outputs: { y: sum(mask === undefined ? x : mul(x, expandDims(cast(mask, 'float32'), 2)), 1) },
  }),
});

test('a mask from outside of tensors reaches a step behind others', async () => {
  const particle = compose(parseRows)
    .to(dense({ units: 3 }))
    .to(sumOfRows)
    .to(dense({ units: 2 }))
    .to(softmax());
  const variables = initialize(particle, { seed: 1 });
  const rows = ['1 2', '1 2;3 4', '0 1;1 0;2 2'];
  const padded = [...rows, '0 0;0 0;0 0;0 0'];
  const options = { ...problem({ particle, variables }), shuffle: false, epochs: 2 };
  // A longer item in the batch pads the others further, and nothing else: its weight is 0.
  const one = await fit({ ...options, data: { x: rows, y: [0, 1, 1] } });
  const two = await fit({
    ...options,
    data: { x: padded, y: [0, 1, 1, 0] },
    sampleWeights: [1, 1, 1, 0],
  });
  for (const [path, values] of Object.entries(valuesOf(one.variables))) {
    valuesOf(two.variables)[path]?.forEach((value, i) => {
      expect(value).toBeCloseTo(values[i]!, 5);
    });
  }
  const before = valuesOf(variables)['dense/kernel'];
  expect(valuesOf(one.variables)['dense/kernel']).not.toEqual(before);
  for (const { variables: owned } of [options, one, two]) disposeVariables(owned);
});

test.each([
  ['a value that cannot be read', { x: ['1 2', '3'], y: [0, 1] }, 'decode-failed'],
  ['numbers for text', { x: [[1, 2]], y: [0] }, 'kind-mismatch'],
  ['one text instead of a list', { x: '1 2', y: [0] }, 'kind-mismatch'],
  ['labels out of range', { x: ['1 2'], y: [2] }, 'label-out-of-range'],
] as const)('%s is refused', async (_, data, code) => {
  const options = problem({ particle: whole, data: data as never });
  await expectRejection(fit(options), { code });
  disposeVariables(options.variables);
});

test('a weight before a step outside of tensors is refused, unless it is frozen', async () => {
  const print = defineParticle({
    kind: 'test/print@1',
    name: 'print',
    input: { x: { shape: ['batch', 2], dtype: 'float32' } },
    output: { y: { value: 'text', shape: ['batch'] } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => ({
      outputs: { y: (x.arraySync() as number[][]).map((row) => row.join(' ')) },
    }),
  });
  const first = dense({ units: 2, name: 'first' });
  const last = dense({ units: 2, name: 'last' });
  const particle = compose(first).to(print).to(parse).to(last);
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const options = problem({ particle, variables, data: { x, y } });
  await expectRejection(fit(options), { code: 'host-only', path: 'first/kernel' });
  const frozen = compose(freeze(first)).to(print).to(parse).to(last);
  const { variables: trained } = await fit({ ...options, particle: frozen });
  const [before, after] = [valuesOf(variables), valuesOf(trained)];
  expect(after['first/kernel']).toEqual(before['first/kernel']);
  expect(after['last/kernel']).not.toEqual(before['last/kernel']);
  disposeVariables(variables);
  disposeVariables(trained);
});

test('several inputs are given by port', async () => {
  const blend = defineParticle({
    kind: 'test/blend@1',
    name: 'blend',
    input: {
      a: { shape: ['batch', 1], dtype: 'float32' },
      b: { shape: ['batch', 1], dtype: 'float32' },
    },
    output: { y: { shape: ['batch', 1], dtype: 'float32' } },
    params: { weight: { shape: [1], initializer: 'zeros' } },
    run: (_context, { a, b }, { weight }) => ({ outputs: { y: add(mul(a, weight), b) } }),
  });
  const variables = initialize(blend, { seed: 1 });
  const options = {
    particle: blend,
    variables,
    data: { x: { a: [[1], [2]], b: new Float32Array([1, 1]) }, y: [4, 7] },
    loss: meanSquaredError(),
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 40,
    seed: 1,
  };
  const result = await fit(options);
  expect(valuesOf(result.variables)['weight']?.[0]).toBeCloseTo(3, 4);
  await expectRejection(fit({ ...options, data: { x: { a: [[1]] }, y: [1] } }), {
    code: 'port-missing',
    message: /port 'b' of 'blend'/,
  });
  const unknown = { x: { a: [[1]], b: [[1]], c: [[1]] }, y: [1] };
  await expectRejection(fit({ ...options, data: unknown }), { code: 'port-unknown' });
  const uneven = { x: { a: [[1]], b: [[1], [2]] }, y: [1] };
  await expectRejection(fit({ ...options, data: uneven }), { code: 'data-length-mismatch' });
  disposeVariables(variables);
  disposeVariables(result.variables);
});
