import { compose } from '@sora-particles/combinator-core';
import {
  dense,
  flatten,
  input,
  rescale,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import {
  averagePool2d,
  conv2d,
  depthwiseConv2d,
  digitsRecognizer,
  expandChannels,
  featureExtractor,
  globalAveragePool,
  invertedResidualBlock,
  leNet,
  maxPool2d,
  residualBlock,
  separableConv2d,
} from '@sora-particles/conv-recognizer';
import { expectTypeOf } from 'expect-type';

/* What the compiler knows of shapes, and which mistakes it refuses, in which words. */

/** The parameter of a call of `to`: the particle, or the message in its place. */
type Argument<To extends (next: never) => unknown> = Parameters<To>[0];

const images = compose(
  input({
    shape: ['batch', 28, 27, 1],
    dtype: 'float32',
    range: [0, 1],
    layout: 'NHWC',
    meaning: 'image',
  }),
);
const convolved = images.to(conv2d({ filters: 32, kernelSize: 3 }));

// ---------------------------------------------------------------- shapes are computed

expectTypeOf(convolved.output.y.shape).toEqualTypeOf<readonly ['batch', 26, 25, 32]>();

const pooled = convolved.to(maxPool2d());
expectTypeOf(pooled.output.y.shape).toEqualTypeOf<readonly ['batch', 13, 12, 32]>();

const flat = pooled.to(flatten());
expectTypeOf(flat.output.y.shape).toEqualTypeOf<readonly ['batch', 4992]>();

const depthwise = convolved.to(
  depthwiseConv2d({ kernelSize: [3, 5], strides: [2, 1], padding: 'same', depthMultiplier: 2 }),
);
expectTypeOf(depthwise.output.y.shape).toEqualTypeOf<readonly ['batch', 13, 25, 64]>();

const dilated = images.to(separableConv2d({ filters: 8, kernelSize: [3, 2], dilation: [2, 5] }));
expectTypeOf(dilated.output.y.shape).toEqualTypeOf<readonly ['batch', 24, 22, 8]>();

const averaged = images.to(averagePool2d({ poolSize: [3, 4], padding: 'same' }));
expectTypeOf(averaged.output.y.shape).toEqualTypeOf<readonly ['batch', 10, 7, 1]>();

const expanded = convolved.to(expandChannels({ factor: 6 })).to(globalAveragePool());
expectTypeOf(expanded.output.y.shape).toEqualTypeOf<readonly ['batch', 192]>();

const blocks = convolved
  .to(residualBlock({ filters: 32 }))
  .to(residualBlock({ filters: 64, strides: 2 }))
  .to(invertedResidualBlock({ filters: 64 }))
  .to(invertedResidualBlock({ filters: 96, strides: 2 }));
expectTypeOf(blocks.output.y.shape).toEqualTypeOf<readonly ['batch', 7, 7, 96]>();

// Sizes that are not known yet stay expressions.
const open = compose(conv2d({ filters: 4, kernelSize: 3 })).to(
  maxPool2d({ poolSize: 3, strides: 2 }),
);
expectTypeOf(open.output.y.shape).toEqualTypeOf<
  readonly [
    'batch',
    readonly ['window', readonly ['add', 'height', -2], 3, 2, 'valid'],
    readonly ['window', readonly ['add', 'width', -2], 3, 2, 'valid'],
    4,
  ]
>();

// A number that the compiler does not know is left to the run.
const some: number = 3;
const deferred = images.to(conv2d({ filters: some, kernelSize: 3 }));
expectTypeOf(deferred.output.y.shape).toEqualTypeOf<readonly ['batch', 26, 25, number]>();

// ---------------------------------------------------------------- ready recognisers

const digits = digitsRecognizer().to(softmax());
expectTypeOf(digits.output.y.shape).toEqualTypeOf<readonly ['batch', 10]>();
expectTypeOf(digits.input.x.shape).toEqualTypeOf<readonly ['batch', 28, 28, 1]>();
expectTypeOf(digits.output.y.meaning).toEqualTypeOf<'probabilities'>();

const letters = leNet({ input: [32, 20, 3], classes: 26 });
expectTypeOf(letters.input.x.shape).toEqualTypeOf<readonly ['batch', 32, 20, 3]>();
expectTypeOf(letters.output.y.shape).toEqualTypeOf<readonly ['batch', 26]>();
expectTypeOf(featureExtractor(letters).input.x.shape).toEqualTypeOf(letters.input.x.shape);

// ---------------------------------------------------------------- mistakes do not compile

const tooLarge = conv2d({ filters: 8, kernelSize: [3, 29] });
// @ts-expect-error a window larger than the image
images.to(tooLarge);
expectTypeOf<
  Argument<typeof images.to<typeof tooLarge>>
>().toEqualTypeOf<"'input' -> 'conv2d' port 'x', output 'y', axis 2: window 29 is larger than 27 (has [batch, 28, 27, 1] float32; 'conv2d' takes [batch, height, width, channels] float32)">();

const wide = residualBlock({ filters: 64 });
// @ts-expect-error an identity around a change of channels
convolved.to(wide);
expectTypeOf<
  Argument<typeof convolved.to<typeof wide>>
>().toEqualTypeOf<"'conv2d' -> 'residualBlock' port 'x', axis 3: needs 64, got 32 (has [batch, 26, 25, 32] float32; 'residualBlock' takes [batch, height, width, 64] float32)">();
convolved.to(residualBlock({ filters: 64, shortcut: 'projection' }));

const bottleneck = invertedResidualBlock({ filters: 16 });
// @ts-expect-error a shortcut around a change of channels
convolved.to(bottleneck);
convolved.to(invertedResidualBlock({ filters: 16, shortcut: false }));

const again = conv2d({ filters: 8, kernelSize: 3 });
// @ts-expect-error an image was flattened too early
flat.to(again);
expectTypeOf<
  Argument<typeof flat.to<typeof again>>
>().toEqualTypeOf<"'flatten' -> 'conv2d' port 'x', rank: needs 4, got 2 (has [batch, 4992] float32; 'conv2d' takes [batch, height, width, channels] float32)">();

const recognizer = digitsRecognizer();
const bytes = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 255] }));
// @ts-expect-error pixels from 0 to 255
bytes.to(recognizer);
bytes.to(rescale({ from: [0, 255], to: [0, 1] })).to(recognizer);

const coloured = compose(input({ shape: ['batch', 28, 28, 3], dtype: 'float32', range: [0, 1] }));
// @ts-expect-error three channels where one is needed
coloured.to(recognizer);

const text = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'int32' }));
// @ts-expect-error integers where floats are needed
text.to(again);

const planes = compose(
  input({ shape: ['batch', 1, 28, 28], dtype: 'float32', layout: 'NCHW', meaning: 'image' }),
);
const pointwise = conv2d({ filters: 8, kernelSize: 1 });
// @ts-expect-error channels first
planes.to(pointwise);
expectTypeOf<
  Argument<typeof planes.to<typeof pointwise>>
>().toEqualTypeOf<"'input' -> 'conv2d' port 'x', layout: needs NHWC, got NCHW (has [batch, 1, 28, 28] float32; 'conv2d' takes [batch, height, width, channels] float32)">();

// @ts-expect-error the number of filters is missing
conv2d({ kernelSize: 3 });
// @ts-expect-error there is no such padding
conv2d({ filters: 1, kernelSize: 3, padding: 'full' });
// @ts-expect-error softmax is a particle of its own
conv2d({ filters: 1, kernelSize: 3, activation: 'softmax' });
// @ts-expect-error there is no such option
leNet({ depth: 5 });
// @ts-expect-error images have three sizes
leNet({ input: [28, 28] });
// @ts-expect-error a dense layer has units
dense({ filters: 10 });
