import * as testkit from '@sora-particles/particle-testkit';

test('exports these names', () => {
  expect(Object.keys(testkit).sort()).toEqual([
    'conformanceTests',
    'describeConformance',
    'describeParticle',
  ]);
});
