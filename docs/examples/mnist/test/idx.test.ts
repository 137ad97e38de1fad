import { readIdx } from '../src/idx.ts';

const file = (...bytes: readonly number[]) => new Uint8Array(bytes);

test('an IDX file is read', () => {
  const bytes = file(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
  const { shape, values } = readIdx(bytes, 2, 'images');
  expect(shape).toEqual([2, 3]);
  expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a view into a larger buffer is read from its own beginning', () => {
  const bytes = file(9, 9, 0, 0, 8, 1, 0, 0, 0, 1, 7).subarray(2);
  expect([...readIdx(bytes, 1, 'labels').values]).toEqual([7]);
});

test.each([
  { what: 'nothing', bytes: file() },
  { what: 'a header that is cut off', bytes: file(0, 0, 8, 1, 0, 0) },
  { what: 'values that are cut off', bytes: file(0, 0, 8, 1, 0, 0, 0, 2, 7) },
  { what: 'more than it says', bytes: file(0, 0, 8, 1, 0, 0, 0, 1, 7, 7) },
  { what: 'another type of numbers', bytes: file(0, 0, 13, 1, 0, 0, 0, 1, 7) },
  { what: 'another number of axes', bytes: file(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7) },
  { what: 'another kind of file', bytes: file(137, 80, 78, 71, 13, 10, 26, 10) },
])('$what is refused', ({ bytes }) => {
  expect(() => readIdx(bytes, 1, 'labels')).toThrow(
    expect.objectContaining({ code: 'decode-failed', path: 'labels' }) as Error,
  );
});
