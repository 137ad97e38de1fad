import * as cli from '../src/index.ts';

test('exports these names', () => {
  expect(Object.keys(cli).sort()).toEqual([
    'compositionSchema',
    'createTerminal',
    'describePackage',
    'findPackages',
    'main',
    'packageSchema',
    'particleSchema',
    'particlesOf',
    'readParticleFile',
  ]);
});
