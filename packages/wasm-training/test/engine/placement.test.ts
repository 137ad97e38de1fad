import { placementOf } from '../../src/engine/placement.ts';

test.each([
  [[2, 3], [2, 3], { kind: 'full' }],
  [[], [2, 3], { kind: 'one' }],
  [[1, 1], [2, 3], { kind: 'one' }],
  [[6], [2, 3], { kind: 'full' }],
  [[3], [2, 3], { kind: 'row', inner: 3 }],
  [[1, 3], [2, 3], { kind: 'row', inner: 3 }],
  [[2, 1], [2, 3], { kind: 'column', inner: 3 }],
  [[4, 5], [2, 3, 4, 5], { kind: 'row', inner: 20 }],
  [[2, 3, 1, 1], [2, 3, 4, 5], { kind: 'column', inner: 20 }],
  [[2, 1, 1, 1], [2, 3, 4, 5], { kind: 'column', inner: 60 }],
  [[1, 3, 1, 1], [2, 3, 4, 5], undefined],
  [[2, 1, 4], [2, 3, 4], undefined],
  [[2, 1, 1, 5], [2, 3, 4, 5], undefined],
])('%j over %j', (shape, output, placement) => {
  expect(placementOf(shape, output)).toEqual(placement);
});
