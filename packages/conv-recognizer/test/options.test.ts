import {
  averagePool2d,
  conv2d,
  convRecognizerKinds,
  depthwiseConv2d,
  digitsRecognizer,
  expandChannels,
  featureExtractor,
  globalAveragePool,
  globalMaxPool,
  invertedResidualBlock,
  leNet,
  maxPool2d,
  mobileNet,
  residualBlock,
  resNet,
  separableConv2d,
} from '@sora-particles/conv-recognizer';
import type { AnyParticle } from '@sora-particles/combinator-core';
import { errorOf } from './support/errors.ts';

/** Factories as a program without types calls them. */
type Untyped = (options: object) => AnyParticle;

/** Each factory, options that it needs, and wrong values of single options; undefined is a missing one. */
const table: Readonly<
  Record<string, readonly [Untyped, object, Readonly<Record<string, unknown[]>>]>
> = {
  conv2d: [
    conv2d as Untyped,
    { filters: 2, kernelSize: 3 },
    {
      filters: [undefined, 0, -1, 1.5, '2', NaN, Infinity],
      kernelSize: [undefined, 0, [3], [3, 0], [3, 3, 3], '3'],
      strides: [0, [1, 1.5], null],
      padding: ['SAME', 1],
      dilation: [0, [2]],
      useBias: [0, 'yes'],
      kernelInitializer: ['he', { type: 'normal' }],
      biasInitializer: [0],
      activation: ['softmax', 'Relu', 1],
      name: [1],
    },
  ],
  depthwiseConv2d: [
    depthwiseConv2d as Untyped,
    { kernelSize: 3 },
    {
      kernelSize: [undefined, 0],
      depthMultiplier: [0, 1.5],
      kernelInitializer: ['he'],
    },
  ],
  separableConv2d: [
    separableConv2d as Untyped,
    { filters: 2, kernelSize: 3 },
    {
      filters: [undefined, 0],
      kernelSize: [undefined, '3'],
      depthMultiplier: [0],
      depthwiseInitializer: ['he'],
      pointwiseInitializer: ['he'],
    },
  ],
  expandChannels: [
    expandChannels as Untyped,
    { factor: 2 },
    { factor: [undefined, 0, 0.5], useBias: [1], kernelInitializer: ['he'], biasInitializer: [1] },
  ],
  maxPool2d: [
    maxPool2d,
    {},
    { poolSize: [0, [2], '2'], strides: [0], padding: ['full'], name: [1] },
  ],
  averagePool2d: [averagePool2d, {}, { poolSize: [0], strides: [[1]], padding: [0] }],
  globalAveragePool: [globalAveragePool, {}, { name: [1] }],
  globalMaxPool: [globalMaxPool, {}, { name: [1] }],
  residualBlock: [
    residualBlock as Untyped,
    { filters: 2 },
    {
      filters: [undefined, 0],
      strides: [0, [2, 2]],
      shortcut: ['none', true],
      preActivation: ['yes'],
      name: [1],
    },
  ],
  invertedResidualBlock: [
    invertedResidualBlock as Untyped,
    { filters: 2 },
    {
      filters: [undefined, 0],
      expansion: [0, 0.5],
      strides: [0],
      kernelSize: [0, [3, 3]],
      shortcut: ['identity'],
      name: [1],
    },
  ],
  digitsRecognizer: [
    digitsRecognizer,
    {},
    {
      input: [28, [28, 28], [28, 28, 0]],
      classes: [0, 2.5],
      width: [0, -1, Infinity],
      dropout: [1, -0.1],
    },
  ],
  leNet: [leNet, {}, { input: [28], classes: [0], width: [0], dropout: [1] }],
  resNet: [
    resNet,
    {},
    {
      input: [32],
      classes: [0],
      depth: [0, 2, 9, 8.5, 1208, '20'],
      width: [0],
      preActivation: [1],
      dropout: [1],
    },
  ],
  mobileNet: [
    mobileNet,
    {},
    {
      input: [224],
      classes: [0],
      alpha: [0],
      outputStride: [64, 12],
      dropout: [1],
    },
  ],
};

describe('a wrong option is refused by name', () => {
  const cases = Object.entries(table).flatMap(([owner, [make, needed, wrong]]) =>
    Object.entries(wrong).flatMap(([option, values]) =>
      values.map((value) => ({ owner, make, needed, option, value })),
    ),
  );

  it.each(cases)('$owner: $option = $value', ({ owner, make, needed, option, value }) => {
    const code = value === undefined ? 'option-missing' : 'option-invalid';
    const error = errorOf(() => make({ ...needed, [option]: value }), code);
    expect(error.path).toBe(`${owner}.${option}`);
  });

  it.each(Object.entries(table))('%s: an unknown option', (owner, [make, needed]) => {
    const error = errorOf(() => make({ ...needed, colour: 'red' }), 'option-unknown');
    expect(error.path).toBe(`${owner}.colour`);
  });

  it.each([[conv2d as Untyped], [depthwiseConv2d as Untyped], [separableConv2d as Untyped]])(
    'strides together with dilation',
    (make) => {
      const options = { filters: 1, kernelSize: 3, strides: [1, 2], dilation: [2, 1] };
      const { filters: _filters, ...without } = options;
      const given = make === (depthwiseConv2d as Untyped) ? without : options;
      const error = errorOf(() => make(given), 'option-invalid');
      expect(error.summary).toContain("'dilation' above 1 needs strides of 1");
    },
  );

  it('a name that cannot be part of a path', () => {
    errorOf(() => conv2d({ filters: 1, kernelSize: 1, name: 'a/b' }), 'name-invalid');
  });

  it('a step that is not there', () => {
    const { expected } = errorOf(
      () => featureExtractor(digitsRecognizer(), { upTo: 'conv9' }),
      'option-invalid',
    );
    expect(expected).toBe('one of features, input, conv1, pool1, flatten, hidden, logits');
    errorOf(() => featureExtractor(maxPool2d()), 'option-invalid');
  });
});

describe('options', () => {
  it('are copied, so that a list may be changed afterwards', () => {
    const kernelSize: [number, number] = [3, 2];
    const particle = conv2d({ filters: 1, kernelSize });
    kernelSize[0] = 5;
    expect(particle.config['kernelSize']).toEqual([3, 2]);
  });

  it('are all in the configuration, so that another default would not change a saved model', () => {
    expect(conv2d({ filters: 1, kernelSize: 3 }).config).toEqual({
      filters: 1,
      kernelSize: 3,
      strides: 1,
      padding: 'valid',
      dilation: 1,
      useBias: true,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'zeros',
      activation: 'linear',
    });
    expect(maxPool2d({ poolSize: [3, 2] }).config).toEqual({
      poolSize: [3, 2],
      strides: [3, 2],
      padding: 'valid',
    });
    expect(residualBlock({ filters: 4, strides: 2 }).config).toEqual({
      filters: 4,
      strides: 2,
      shortcut: 'projection',
      preActivation: false,
    });
  });

  it('from a file are checked as well', () => {
    for (const { create } of convRecognizerKinds) {
      errorOf(() => create({ colour: 'red' }, [], 'x'), 'option-unknown');
      errorOf(() => create({}, [maxPool2d()], 'x'), 'manifest-invalid');
    }
  });
});
