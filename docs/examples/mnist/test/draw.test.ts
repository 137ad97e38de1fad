import type { Digits } from '../src/data.ts';
import { drawConfusion, drawLoss, drawMisread } from '../src/draw.ts';
import { smooth } from '../src/smooth.ts';

// One image with ink in its upper left corner, one that is all ink.
const pixels = new Uint8Array(2 * 784).fill(255, 784);
pixels.fill(255, 0, 2);
pixels.fill(255, 28, 30);
const digits: Digits = { count: 2, pixels, labels: new Uint8Array([3, 8]) };

test('misread digits stand side by side, in rows, as wide as their images', () => {
  const misread = [
    { index: 0, actual: 3, predicted: 5, score: 0.987 },
    { index: 1, actual: 8, predicted: 0, score: 1 },
    { index: 1, actual: 8, predicted: 9, score: 0.5 },
  ];
  const lines = drawMisread(digits, misread, 2).split('\n');
  expect(lines).toHaveLength(2 * 15);
  expect(lines[0]).toBe(`${'3 read as 5 (99 %)'.padEnd(28)}  ${'8 read as 0 (100 %)'.padEnd(28)}`);
  expect(lines[1]).toBe(`██${' '.repeat(26)}  ${'█'.repeat(28)}`);
  expect(lines[2]).toBe(`${' '.repeat(28)}  ${'█'.repeat(28)}`);
  expect(lines[15]).toBe('8 read as 9 (50 %)'.padEnd(28));
});

test('a confusion matrix has a row for each digit, and dots for never', () => {
  const text = drawConfusion([
    [1200, 0],
    [3, 4],
  ]);
  expect(text.split('\n')).toEqual(['is  as     0    1', '  0     1200    ·', '  1        3    4']);
});

test('the loss is drawn, a loss of zero too', () => {
  const lines = drawLoss([2, 1, 0.5, 0]).split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toContain('2.0');
});

test.each([
  {
    losses: [4, 2],
    stretches: 60,
    wanted: [
      { step: 1, loss: 4 },
      { step: 2, loss: 2 },
    ],
  },
  {
    losses: [4, 2, 6, 0, 9],
    stretches: 2,
    wanted: [
      { step: 2, loss: 3 },
      { step: 4, loss: 3 },
    ],
  },
  { losses: [], stretches: 5, wanted: [] },
])('losses $losses are averaged over $stretches stretches', ({ losses, stretches, wanted }) => {
  expect(smooth(losses, stretches)).toEqual(wanted);
});
