import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from '@sora-particles/combinator-core';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  defineLoss,
  evaluateMetric,
  fromConfig,
  huber,
  type Loss,
  meanAbsoluteError,
  meanLoss,
  meanSquaredError,
  optimizerKinds,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import {
  gather,
  grad,
  mean,
  mul,
  softplus,
  sub,
  tensor,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import golden from './golden/losses.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { read, title } from './support/golden.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { expectRefusal } from './support/refusal.ts';

beforeAll(registerGradients);
expectNoLeak();

const cases = golden.cases.map((each) => {
  const loss = fromConfig('loss', each.description, optimizerKinds);
  const extreme = each.predictions.values.some((value) => Math.abs(value) > 80);
  const kind = `${extreme ? 'extreme logits' : 'usual'} [${each.predictions.shape.join(', ')}]`;
  return { ...each, loss, extreme, title: `${title(each.description)}, ${kind}` };
});

describe('as in Keras (tools/golden/optimizer.py)', () => {
  it.each(cases)('$title', ({ loss, predictions, targets, expected }) => {
    tidy(() => {
      const values = loss.compute(read(predictions), read(targets));
      expect(values.shape).toEqual([predictions.shape[0]]);
      expectClose(values, expected);
    });
  });
});

describe('the gradient is that of finite differences', () => {
  const usual = cases.filter(({ extreme }) => !extreme);

  it.each(usual)('$title', ({ loss, predictions, targets }) => {
    tidy(() => {
      const given = read(targets);
      const total = (x: Tensor): Tensor => meanLoss(loss, x, given);
      const analytic = grad(total)(read(predictions));
      const step = 1e-2;
      const numeric = predictions.values.map((_, at) => {
        const moved = (by: number): number => {
          const values = predictions.values.map((value, i) => (i === at ? value + by : value));
          return total(tensor(values, predictions.shape)).dataSync()[0]!;
        };
        return (moved(step) - moved(-step)) / (2 * step);
      });
      expectClose(analytic, numeric, 2e-2);
    });
  });
});

describe('the gradient of the cross-entropies is probability minus target, exactly', () => {
  it.each([
    ['categorical', categoricalCrossEntropy(), [0, 1, 0], [[0, 1, 0]]],
    ['sparse', sparseCategoricalCrossEntropy(), [0, 1, 0], [1]],
  ])('%s, where softmax has long saturated', (_, loss, _row, targets) => {
    tidy(() => {
      const slope = (x: Tensor): Tensor => meanLoss(loss, x, tensor(targets));
      const gradient = grad(slope)(tensor([[1e4, -1e4, 0]]));
      expect(Array.from(gradient.dataSync())).toEqual([1, -1, 0]);
    });
  });

  it('binary, at 0 and far out', () => {
    tidy(() => {
      const slope = (x: Tensor): Tensor => meanLoss(binaryCrossEntropy(), x, tensor([1, 0, 1, 0]));
      const gradient = grad(slope)(tensor([0, 0, -1e4, 1e4]));
      expect(Array.from(gradient.dataSync(), (g) => g * 4)).toEqual([-0.5, 0.5, -1, 1]);
    });
  });
});

it.each(cases)('each example is judged alone: $title', ({ loss, predictions, targets }) => {
  tidy(() => {
    const [x, t] = [read(predictions), read(targets)];
    const alone = Array.from({ length: x.shape[0] }, (_, example) => {
      const one = (whole: Tensor): Tensor => gather(whole, tensor([example], [1], 'int32'));
      return loss.compute(one(x), one(t)).dataSync<'float32'>()[0]!;
    });
    expect(Array.from(loss.compute(x, t).dataSync<'float32'>())).toEqual(alone);
  });
});

test('a position of ignoreClass has no gradient, and an example of nothing else no loss', () => {
  tidy(() => {
    const loss = sparseCategoricalCrossEntropy({ ignoreClass: -1 });
    const targets = tensor(
      [
        [-1, 1],
        [-1, -1],
      ],
      [2, 2],
      'int32',
    );
    const logits = tensor([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]);
    expect(loss.compute(logits, targets).dataSync()[1]).toBe(0);
    const gradient = grad((x: Tensor) => meanLoss(loss, x, targets))(logits);
    const [first, , second] = Array.from(gradient.dataSync());
    expect([first, second === 0]).toEqual([0, false]);
    expect(Array.from(gradient.dataSync()).slice(4)).toEqual([0, 0, 0, 0]);
  });
});

describe('meanLoss', () => {
  const loss = meanSquaredError();
  const value = (weights?: number[]): number =>
    tidy(
      () =>
        meanLoss(
          loss,
          tensor([1, 2, 3]),
          tensor([0, 0, 0]),
          weights && tensor(weights),
        ).dataSync()[0]!,
    );

  it('is the mean over examples', () => expectClose([value()], [14 / 3]));
  it('is the weighted mean', () => expectClose([value([1, 0, 3])], [28 / 4]));
  it('is 0 where nothing counts', () => expect(value([0, 0, 0])).toBe(0));

  it('gives the gradient of the examples that count, so that a batch may be padded', () => {
    tidy(() => {
      const weights = tensor([1, 1, 0]);
      const slope = (x: Tensor): Tensor => meanLoss(loss, x, tensor([0, 0, 0]), weights);
      expectClose(grad(slope)(tensor([1, 2, 99])), [1, 2, 0]);
    });
  });
});

test('any loss is a metric: its weighted mean over batches', async () => {
  const loss = huber();
  const [a, b] = [tensor([[1], [5]]), tensor([0, 0])];
  const weights = tensor([3, 1]);
  expectClose([await evaluateMetric(loss, a, b, weights)], [(3 * 0.5 + 4.5) / 4]);
  [a, b, weights].forEach((each) => each.dispose());
});

test('defineLoss makes a loss from a formula', () => {
  const logCosh = defineLoss({
    kind: 'test/logCosh@1',
    name: 'logCosh',
    from: 'values',
    targets: 'values',
    compute: (predictions, targets) => {
      const error = sub(predictions, targets);
      return mean(sub(softplus(mul(error, 2)), error), 1);
    },
  });
  tidy(() => {
    const losses = logCosh.compute(tensor([[1], [-2]]), tensor([[0], [0]]));
    expectClose(
      losses,
      [1, -2].map((error) => Math.log(2 * Math.cosh(error))),
    );
  });
});

describe('shapes are never broadcast', () => {
  const [sparse, hot] = [sparseCategoricalCrossEntropy(), categoricalCrossEntropy()];

  it.each<[string, Loss, number[], number[], string]>([
    ['[4] against [4, 3]', meanSquaredError(), [4, 3], [4], 'rank-mismatch'],
    ['[4, 1] against [4]', meanAbsoluteError(), [4], [4, 1], 'rank-mismatch'],
    ['[4, 1] against [4, 4]', binaryCrossEntropy(), [4, 4], [4, 1], 'axis-mismatch'],
    ['another batch', huber(), [4], [3], 'axis-mismatch'],
    ['one-hot for class indexes', sparse, [4, 3], [4, 3], 'rank-mismatch'],
    ['a column of class indexes', sparse, [4, 3], [4, 1], 'rank-mismatch'],
    ['class indexes for one-hot', hot, [4, 3], [4], 'rank-mismatch'],
    ['too few classes', hot, [4, 3], [4, 2], 'axis-mismatch'],
    ['logits without classes', sparse, [4], [4], 'rank-mismatch'],
  ])('%s is refused', (_, loss, predictions, targets, code) => {
    tidy(() =>
      expectRefusal(() => loss.compute(zeros(predictions), zeros(targets)), {
        code,
        path: loss.name,
      }),
    );
  });

  it.each<[string, Loss]>([
    ['meanSquaredError', meanSquaredError()],
    ['binaryCrossEntropy', binaryCrossEntropy()],
  ])('%s takes targets [4] for predictions [4, 1]', (_, loss) => {
    tidy(() => {
      const [x, t] = [
        [1, -2, 3, 0.5],
        [1, 0, 1, 0],
      ];
      const column = loss.compute(tensor(x, [4, 1]), tensor(t));
      expectClose(column, loss.compute(tensor(x), tensor(t)).dataSync());
    });
  });
});

function zeros(shape: number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
}

describe('checkTargets', () => {
  const [sparse, hot, binary] = [
    sparseCategoricalCrossEntropy(),
    categoricalCrossEntropy(),
    binaryCrossEntropy(),
  ];

  it.each<[string, Loss, number[], number[], number[], string, RegExp]>([
    [
      'a class too many',
      sparse,
      [0, 9, 10],
      [3],
      [10],
      'label-out-of-range',
      /target 10 of example 102/,
    ],
    [
      'a negative class',
      sparse,
      [0, -1],
      [2],
      [10],
      'label-out-of-range',
      /target -1 of example 101/,
    ],
    ['half a class', sparse, [0.5], [1], [10], 'label-out-of-range', /target 0.5 of example 100/],
    ['no number', sparse, [0, NaN], [2], [10], 'value-not-finite', /target NaN of example 101/],
    ['infinity', meanSquaredError(), [0, Infinity], [2], [1], 'value-not-finite', /example 101/],
    [
      'a word of no class',
      sparse,
      [0, 1, 2, 7],
      [2, 2],
      [2, 5],
      'label-out-of-range',
      /example 101 \(value 1 in it\)/,
    ],
    [
      'a row of zeros',
      hot,
      [1, 0, 0, 0],
      [2, 2],
      [2],
      'value-out-of-range',
      /the row of example 101/,
    ],
    ['two classes at once', hot, [1, 1], [1, 2], [2], 'value-out-of-range', /adds up to 2/],
    ['less than never', hot, [-0.5, 1.5], [1, 2], [2], 'value-out-of-range', /target -0.5/],
    ['an answer of 2', binary, [0, 2], [2], [1], 'value-out-of-range', /target 2 of example 101/],
    ['another shape', sparse, [0, 1], [2, 1], [10], 'rank-mismatch', /\[2, 1\]/],
    ['values that are missing', sparse, [0], [2], [10], 'data-length-mismatch', /1 target values/],
  ])('refuses %s', (_, loss, values, shape, output, code, message) => {
    const check = (): void => loss.checkTargets({ values, shape }, output, 100);
    expectRefusal(check, { code });
    expect(check).toThrow(message);
  });

  it('passes what fits, and the class to ignore', () => {
    sparse.checkTargets({ values: Uint8Array.of(0, 9), shape: [2] }, [10]);
    hot.checkTargets({ values: Float32Array.of(0.3, 0.7), shape: [1, 2] }, [2]);
    binary.checkTargets({ values: [0, 0.5, 1], shape: [3] }, [1]);
    meanSquaredError().checkTargets({ values: [-1e9], shape: [1, 1] }, [1]);
    sparse.checkTargets({ values: [], shape: [0] }, [10]);
    const padded = sparseCategoricalCrossEntropy({ ignoreClass: -1 });
    padded.checkTargets({ values: [-1, 3], shape: [1, 2] }, [2, 4]);
    expect(() => padded.checkTargets({ values: [-2], shape: [1, 1] }, [1, 4])).toThrow(/-2/);
  });
});

describe('refuses the option', () => {
  it.each([
    ['labelSmoothing of 1', () => categoricalCrossEntropy({ labelSmoothing: 1 }), 'option-invalid'],
    ['delta of 0', () => huber({ delta: 0 }), 'option-invalid'],
    [
      'ignoreClass of 0.5',
      () => sparseCategoricalCrossEntropy({ ignoreClass: 0.5 }),
      'option-invalid',
    ],
    [
      'fromLogits',
      // @ts-expect-error predictions are logits always
      () => binaryCrossEntropy({ fromLogits: true }),
      'option-unknown',
    ],
  ])('%s', (_, make, code) => {
    expectRefusal(make, { code });
  });
});
