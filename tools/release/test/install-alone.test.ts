import { strangers } from '../install-alone.ts';
import { manifest } from './manifest.ts';

const family = manifest('@sora-particles/family', {
  dependencies: { jpeg: '1.0.0' },
  peerDependencies: {
    '@sora-particles/combinator-core': '^1.0.0',
    '@tensorflow/tfjs-core': '4.22.0',
  },
});
const tree = {
  'node_modules/@sora-particles/family': {},
  'node_modules/@sora-particles/combinator-core': {
    peerDependencies: { '@tensorflow/tfjs-core': '4.22.0' },
  },
  'node_modules/@tensorflow/tfjs-core': { dependencies: { long: '1' } },
  'node_modules/long': {},
  'node_modules/jpeg': { optionalDependencies: { huffman: '1' } },
  'node_modules/jpeg/node_modules/huffman': {},
};

test('what is declared, by it or by those that it declares, may be there', () => {
  expect(strangers(family, tree)).toEqual([]);
});

test('what nobody declares may not', () => {
  expect(strangers(family, { ...tree, 'node_modules/lodash': {} })).toEqual([
    'lodash is declared by nobody',
  ]);
});

test('another package of ours may not, even where it is declared', () => {
  const optimizer = { dependencies: { '@sora-particles/optimizer': '^1.0.0' } };
  expect(
    strangers(
      { ...family, ...optimizer },
      { ...tree, 'node_modules/@sora-particles/optimizer': {} },
    ),
  ).toContain('@sora-particles/optimizer came along');
});

test('a second copy of TensorFlow.js may not', () => {
  const second = { 'node_modules/jpeg/node_modules/@tensorflow/tfjs-core': {} };
  expect(strangers(family, { ...tree, ...second })).toEqual(['2 copies of @tensorflow/tfjs-core']);
});
