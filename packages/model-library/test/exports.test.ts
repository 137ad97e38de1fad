import * as library from '@sora-particles/model-library';
import * as node from '@sora-particles/model-library/node';

test('the public names', () => {
  expect(Object.keys(library).sort()).toEqual([
    'MANIFEST_LIMITS',
    'createLibrary',
    'memoryStore',
    'parseSafetensors',
    'parseStrictJson',
    'segmentsOf',
    'writeSafetensors',
  ]);
  expect(Object.keys(node).sort()).toEqual(['fileStore', 'nodeFileSystem']);
});
