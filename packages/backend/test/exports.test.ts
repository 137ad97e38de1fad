import * as backend from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(backend).sort()).toEqual(['selectBackend']);
});
