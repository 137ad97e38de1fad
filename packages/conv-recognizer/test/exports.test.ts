import * as convRecognizer from '@sora-particles/conv-recognizer';

test('exports these names', () => {
  const names = [
    // layers
    'conv2d',
    'depthwiseConv2d',
    'separableConv2d',
    'expandChannels',
    // pooling
    'averagePool2d',
    'globalAveragePool',
    'globalMaxPool',
    'maxPool2d',
    // blocks
    'invertedResidualBlock',
    'residualBlock',
    // recognisers
    'digitsRecognizer',
    'leNet',
    'mobileNet',
    'resNet',
    // transfer
    'carryVariables',
    'featureExtractor',
    // storage
    'convRecognizerKinds',
  ];
  expect(Object.keys(convRecognizer).sort()).toEqual(names.sort());
});
