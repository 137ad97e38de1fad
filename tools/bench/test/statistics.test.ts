import { pairedRatio, quantile, summarize } from '../measure/statistics.ts';

// As numpy.quantile gives them.
test.each([
  { values: [3], share: 0.5, expected: 3 },
  { values: [2, 1], share: 0.5, expected: 1.5 },
  { values: [4, 1, 3, 2], share: 0.25, expected: 1.75 },
  { values: [4, 1, 3, 2], share: 0.75, expected: 3.25 },
  { values: [10, 9, 8, 7, 100], share: 0.5, expected: 9 },
  { values: [5, 1, 9], share: 0, expected: 1 },
  { values: [5, 1, 9], share: 1, expected: 9 },
  { values: [10, 2, 33], share: 0.5, expected: 10 },
])('the quantile $share of $values is $expected', ({ values, share, expected }) => {
  const given = Object.freeze([...values]);
  expect(quantile(given, share)).toBe(expected);
});

test('nothing has no quantile', () => {
  expect(quantile([], 0.5)).toBeNaN();
});

test('a summary is the median between the quartiles', () => {
  expect(summarize([1, 2, 3, 4, 5])).toEqual({ median: 3, lower: 2, upper: 4 });
});

test('what slows down a whole round leaves the ratio as it is', () => {
  const drifting = [1, 2, 3, 4, 5];
  const times = drifting.map((ms) => 3 * ms);
  expect(pairedRatio(times, drifting)).toBe(3);
});

test('one disturbed round leaves the ratio as it is', () => {
  expect(pairedRatio([2, 2, 200, 2, 2], [1, 1, 1, 1, 1])).toBe(2);
});

test.each([
  { times: [2, 4], reference: [1], expected: 2 },
  { times: [], reference: [1], expected: NaN },
])('only rounds that both had count: $expected', ({ times, reference, expected }) => {
  expect(pairedRatio(times, reference)).toBe(expected);
});
