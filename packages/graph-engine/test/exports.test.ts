import * as graphEngine from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(graphEngine).sort()).toEqual(['graphEngine', 'jit']);
});
