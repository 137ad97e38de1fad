import '@tensorflow/tfjs-backend-cpu';
import type { Json } from '@sora-particles/combinator-core';
import {
  accuracy,
  auc,
  averagePrecision,
  confusionMatrix,
  evaluateMetric,
  f1Score,
  fromConfig,
  meanAbsoluteError,
  type Metric,
  type MetricResult,
  optimizerKinds,
  precision,
  recall,
  rootMeanSquaredError,
  topKAccuracy,
} from '@sora-particles/optimizer';
import { dispose, gather, slice, tensor, type Tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import golden from './golden/metrics.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { title } from './support/golden.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { expectRefusal } from './support/refusal.ts';

expectNoLeak();

type Input = keyof typeof golden.inputs;

const cases = golden.cases.map((each) => ({
  ...each,
  metric: fromConfig('metric', each.description, optimizerKinds),
  title: `${title(each.description)} of ${each.predictions}${each.weighted ? ', weighted' : ''}`,
}));

function input(name: string): Tensor {
  const { shape, values } = golden.inputs[name as Input];
  return tensor(values, shape, ['labels', 'binary', 'rows'].includes(name) ? 'int32' : 'float32');
}

function flat(result: MetricResult | readonly number[][]): number[] {
  return typeof result === 'number' ? [result] : result.flat();
}

/** What a metric says when the examples come in batches. */
function inBatches(
  metric: Metric,
  predictions: Tensor,
  targets: Tensor,
  weights: Tensor | undefined,
  sizes: readonly number[],
): MetricResult {
  let state: Json = metric.init();
  let start = 0;
  for (const size of sizes) {
    const part = (whole: Tensor): Tensor => {
      const begin = [start, ...whole.shape.slice(1).map(() => 0)];
      return slice(whole, begin, [size, ...whole.shape.slice(1)]);
    };
    const measured = tidy(() => {
      const record = metric.measure(part(predictions), part(targets), weights && part(weights));
      return Object.entries(record).map(([name, value]) => [name, value.dataSync()] as const);
    });
    // The state survives storage.
    state = JSON.parse(JSON.stringify(metric.update(state, Object.fromEntries(measured)))) as Json;
    start += size;
  }
  return metric.result(state);
}

describe('as in scikit-learn (tools/golden/optimizer.py)', () => {
  it.each(cases)('$title', async ({ metric, predictions, targets, weighted, expected }) => {
    const inputs = [input(predictions), input(targets)] as const;
    const weights = weighted ? input('weights') : undefined;
    const result = await evaluateMetric(metric, ...inputs, weights);
    expectClose(flat(result), flat(expected), 1e-6);
    dispose([...inputs, ...(weights ? [weights] : [])]);
  });
});

describe('batches and order do not matter', () => {
  const tables = cases.filter(({ weighted }) => weighted);

  it.each(tables)('$title', ({ metric, predictions, targets, expected }) => {
    const count = golden.inputs.weights.values.length;
    const whole = [input(predictions), input(targets), input('weights')] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: count - 1 }),
        fc.integer({ min: 1, max: count - 1 }),
        fc.gen(),
        (a, b, gen) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const sizes = [low, high - low, count - high].filter((size) => size > 0);
          const order = gen(() =>
            fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
          );
          tidy(() => {
            const [x, t, w] = whole.map((each) => gather(each, tensor(order, [count], 'int32')));
            expectClose(flat(inBatches(metric, x!, t!, w, sizes)), flat(expected), 1e-6);
          });
        },
      ),
      { numRuns: 10 },
    );
    dispose([...whole]);
  });
});

test('an example of weight 0 counts for nothing', () => {
  tidy(() => {
    const [x, t] = [tensor([0.2, 0.9, 0.4, 0.8]), tensor([0, 1, 1, 0])];
    const [short, all] = [[0, 1, 2].map((i) => x.dataSync()[i]!), tensor([1, 1, 1, 0])];
    for (const metric of [
      accuracy(),
      auc(),
      averagePrecision(),
      f1Score(),
      rootMeanSquaredError(),
    ]) {
      const padded = inBatches(metric, x, t, all, [4]);
      const alone = inBatches(metric, tensor(short), tensor([0, 1, 1]), undefined, [3]);
      expectClose(flat(padded), flat(alone), 1e-6);
    }
  });
});

test('before the first example there is nothing to judge', () => {
  const metrics = [accuracy(), precision(), recall(), f1Score(), auc(), averagePrecision()];
  for (const metric of [...metrics, topKAccuracy(), rootMeanSquaredError(), meanAbsoluteError()]) {
    expect((metric as Metric).result((metric as Metric).init())).toBeNaN();
  }
  expect(confusionMatrix().result(confusionMatrix().init())).toEqual([]);
});

describe('accuracy', () => {
  const value = (metric: Metric, x: Tensor, t: Tensor): number =>
    inBatches(metric, x, t, undefined, [x.shape[0]]) as number;

  it.each([
    [
      'class indexes of words',
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 0],
          [1, 0],
        ],
      ],
      [
        [0, 1],
        [1, 0],
      ],
      {},
      0.75,
    ],
    [
      'several answers',
      [
        [0.9, 0.1],
        [0.6, 0.7],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      { targets: 'binary' },
      0.75,
    ],
    [
      'one-hot rows of the same shape',
      [
        [0.9, 0.1],
        [0.6, 0.7],
      ],
      [
        [1, 0],
        [1, 0],
      ],
      {},
      0.5,
    ],
    ['logits: above 0', [-0.1, 0.1, 3], [0, 1, 0], { from: 'logits' }, 2 / 3],
    ['logits at another threshold', [1, 3], [0, 1], { from: 'logits', threshold: 0.9 }, 1],
  ] as const)('judges %s', (_, x, t, options, expected) => {
    tidy(() => {
      const [predictions, targets] = [tensor(x as never), tensor(t as never)];
      expectClose([value(accuracy(options), predictions, targets)], [expected]);
    });
  });
});

describe('topKAccuracy', () => {
  it('counts ties as hits and NaN as a miss', () => {
    tidy(() => {
      const x = tensor([
        [1, 1, 1],
        [NaN, 0, 0],
        [0, NaN, 0],
      ]);
      const metric = topKAccuracy({ k: 1 });
      expect(inBatches(metric as Metric, x, tensor([2, 0, 0], [3], 'int32'), undefined, [3])).toBe(
        1 / 3,
      );
    });
  });

  it('is named after k', () => expect(topKAccuracy({ k: 3 }).name).toBe('top3Accuracy'));
});

describe('auc', () => {
  it('tells logits apart whose probabilities have both rounded to 1', () => {
    tidy(() => {
      const [x, t] = [
        tensor([
          [0, 40],
          [0, 30],
        ]),
        tensor([1, 0], [2], 'int32'),
      ];
      expect(inBatches(auc({ from: 'logits' }) as Metric, x, t, undefined, [2])).toBe(1);
    });
  });

  it('equals the plain count of pairs', () => {
    const example = fc.record({ score: fc.integer({ min: 0, max: 5 }), yes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 12 }), (examples) => {
        const pairs = examples
          .filter(({ yes }) => yes)
          .flatMap((a) => examples.filter(({ yes }) => !yes).map((b) => a.score - b.score));
        const wins = pairs.map((gap) => (gap > 0 ? 1 : gap === 0 ? 0.5 : 0));
        const expected = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        const found = tidy(
          () =>
            inBatches(
              auc() as Metric,
              tensor(examples.map(({ score }) => score)),
              tensor(examples.map(({ yes }) => Number(yes))),
              undefined,
              [examples.length],
            ) as number,
        );
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(expected, 10);
      }),
    );
  });
});

describe('refuses', () => {
  const measure = (metric: Metric, x: number[], t: number[]) => (): void => {
    tidy(() => void metric.measure(zeros(x), zeros(t)));
  };

  it.each([
    ['three classes for auc', measure(auc() as Metric, [4, 3], [4]), 'axis-mismatch'],
    [
      'many classes without an average',
      measure(f1Score() as Metric, [4, 3], [4]),
      'option-invalid',
    ],
    ['a batch of another size', measure(accuracy() as Metric, [4, 3], [3]), 'axis-mismatch'],
    ['a matrix of targets', measure(accuracy() as Metric, [4, 3], [4, 1]), 'rank-mismatch'],
    [
      'targets that would broadcast',
      measure(accuracy() as Metric, [4, 1], [4, 4]),
      'axis-mismatch',
    ],
    ['a threshold of 1', () => accuracy({ threshold: 1 }), 'option-invalid'],
    ['k of 0', () => topKAccuracy({ k: 0 }), 'option-invalid'],
    [
      'an unknown average',
      // @ts-expect-error there is no such mean
      () => precision({ average: 'geometric' }),
      'option-invalid',
    ],
    [
      'a score that cannot be ranked',
      () => auc().update([], { scores: [0.5, NaN], targets: [0, 1] }),
      'value-not-finite',
    ],
    [
      'a class that is none',
      () => confusionMatrix().update([], { actual: [2], predicted: [0], classes: [2] }),
      'label-out-of-range',
    ],
  ])('%s', (_, act, code) => {
    expectRefusal(act, { code });
  });

  it('targets on the host, by whatever form their shape tells', () => {
    const check = (values: number[], shape: number[], output: number[]) => (): void =>
      accuracy().checkTargets({ values, shape }, output, 7);
    expect(check([0, 3], [2], [3])).toThrow(/target 3 of example 8/);
    expect(check([1, 1, 0], [1, 3], [3])).toThrow(/adds up to 2/);
    expect(check([0, 2], [2], [1])).toThrow(/target 2 of example 8/);
    expect(check([0, 2], [2], [3])).not.toThrow();
  });
});

function zeros(shape: number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
}

test('evaluateMetric leaves nothing behind when a metric refuses', async () => {
  const [x, t] = [tensor([NaN]), tensor([1])];
  await expect(evaluateMetric(auc(), x, t)).rejects.toMatchObject({ code: 'value-not-finite' });
  dispose([x, t]);
});
