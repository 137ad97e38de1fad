import '@tensorflow/tfjs-backend-cpu';
import { accuracy, evaluateMetric, sparseCategoricalCrossEntropy } from '@sora-particles/optimizer';
import { tensor, tensor3d, tidy } from '@tensorflow/tfjs-core';

const IGNORED = -1;
const logits = [
  [
    [2, 0, 1],
    [0, 3, 1],
    [9, 0, 0],
    [0, 9, 0],
  ],
  [
    [1, 0, 0],
    [0, 0, 2],
    [0, 1, 5],
    [4, 1, 0],
  ],
  [
    [1, 2, 3],
    [3, 2, 1],
    [0, 0, 0],
    [1, 1, 2],
  ],
];
const tags = [
  [0, 2, IGNORED, IGNORED],
  [1, 2, 2, 0],
  [IGNORED, IGNORED, IGNORED, IGNORED],
];

/** Loss of each example and the right and counted answers, step by step. */
function loop() {
  let right = 0;
  let counted = 0;
  const losses = logits.map((steps, i) => {
    let total = 0;
    let count = 0;
    steps.forEach((row, t) => {
      const tag = tags[i]![t]!;
      if (tag === IGNORED) return;
      total += Math.log(row.reduce((all, value) => all + Math.exp(value), 0)) - row[tag]!;
      count += 1;
      right += row.indexOf(Math.max(...row)) === tag ? 1 : 0;
      counted += 1;
    });
    return count === 0 ? 0 : total / count;
  });
  return { losses, accuracy: right / counted };
}

it('padding counts neither in the loss nor in the accuracy of a sequence', async () => {
  const expected = loop();
  const targets = tensor(tags, [3, 4], 'int32');
  const found = tidy(() =>
    sparseCategoricalCrossEntropy({ ignoreClass: IGNORED })
      .compute(tensor3d(logits), targets)
      .arraySync(),
  ) as number[];
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.losses[i]!, 5);
  });
  const metric = accuracy({ from: 'logits', ignoreClass: IGNORED });
  expect(await evaluateMetric(metric, tensor3d(logits), targets)).toBeCloseTo(expected.accuracy, 6);
});

it('lets only the ignored class through', () => {
  const check = (values: number[]) => () => {
    accuracy({ ignoreClass: IGNORED }).checkTargets({ values, shape: [1, 4] }, [4, 3]);
  };
  expect(check([0, 1, 2, IGNORED])).not.toThrow();
  expect(check([0, 1, 2, -2])).toThrow(/label|target/);
});

it('refuses targets that are no ids, as nothing in them could be left out', async () => {
  const oneHot = tensor([
    [0, 1],
    [1, 0],
  ]);
  await expect(evaluateMetric(accuracy({ ignoreClass: 0 }), oneHot, oneHot)).rejects.toMatchObject({
    code: 'option-invalid',
    path: 'accuracy.ignoreClass',
  });
});

it('counts nothing for padding that is predicted as such', async () => {
  const [padding, word] = [
    [5, 0],
    [0, 5],
  ];
  const predictions = tensor([
    [padding, word],
    [padding, padding],
  ] as number[][][]);
  const targets = tensor(
    [
      [0, 1],
      [0, 1],
    ],
    [2, 2],
    'int32',
  );
  expect(await evaluateMetric(accuracy({ ignoreClass: 0 }), predictions, targets)).toBe(0.5);
});
