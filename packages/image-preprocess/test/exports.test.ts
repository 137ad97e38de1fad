import * as imagePreprocess from '@sora-particles/image-preprocess';

test('exports these names', () => {
  expect(Object.keys(imagePreprocess).sort()).toEqual([
    'centerCrop',
    'decodeImage',
    'grayscale',
    'imageFromBytes',
    'imagePreprocess',
    'imagePreprocessKinds',
    'invert',
    'normalize',
    'pad',
    'randomAffine',
    'randomBrightness',
    'randomContrast',
    'randomCrop',
    'randomErase',
    'randomFlip',
    'randomRotate',
    'randomScale',
    'randomShift',
    'resize',
  ]);
});
