import * as doctor from '../src/doctor/index.ts';
import * as backend from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(backend).sort()).toEqual(['selectBackend']);
  expect(Object.keys(doctor).sort()).toEqual(['diagnose', 'reportLines']);
});
