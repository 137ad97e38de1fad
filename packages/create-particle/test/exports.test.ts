import * as createParticle from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(createParticle).sort()).toEqual(['createProject']);
});
