import { compose } from '@sora-particles/combinator-core';
import { dense, flatten, input, rescale } from '@sora-particles/combinator-core/elementary';
import { expectTypeOf } from 'expect-type';
import {
  centerCrop,
  decodeImage,
  grayscale,
  imageFromBytes,
  imagePreprocess,
  invert,
  normalize,
  pad,
  randomAffine,
  randomBrightness,
  randomFlip,
  resize,
  type Augmentation,
  type DecodeImage,
  type ImageFromBytes,
  type Resize,
} from '../src/index.ts';

// Literal options stay literal in the contract, and hovers stay short.
expectTypeOf(resize({ size: [28, 28] })).toEqualTypeOf<Resize<'resize', readonly [28, 28]>>();
expectTypeOf(resize({ size: [28, 28] }).output.y.shape).toEqualTypeOf<
  readonly ['...lead', 28, 28, 'channels']
>();
expectTypeOf(decodeImage()).toEqualTypeOf<DecodeImage<'decodeImage', 3>>();
expectTypeOf(decodeImage({ channels: 1 }).output.y.meaning).toEqualTypeOf<'image/grayscale'>();
expectTypeOf(
  normalize({ mean: [0, 0, 0], standardDeviation: [1, 1, 1] }).input.x.shape,
).toEqualTypeOf<readonly ['...lead', 'height', 'width', 3]>();
expectTypeOf(invert().input.x.range).toEqualTypeOf<readonly [0, 1]>();
expectTypeOf(randomFlip({ name: 'flip' })).toEqualTypeOf<Augmentation<'flip'>>();
expectTypeOf(imageFromBytes({ size: [28, 28], channels: 1 })).toEqualTypeOf<
  ImageFromBytes<'imageFromBytes', readonly [28, 28], 1>
>();

// A size known only at run time is allowed, and deferred.
const wide: number = 28;
expectTypeOf(resize({ size: [wide, 28] }).output.y.shape).toEqualTypeOf<
  readonly ['...lead', number, 28, 'channels']
>();

// From the bytes to the recogniser, proved by the compiler.
const files = compose(imageFromBytes({ size: [28, 28], channels: 1 }))
  .to(rescale({ from: [0, 255], to: [0, 1] }))
  .to(randomAffine({ degrees: 10 }))
  .to(randomBrightness({ delta: 0.1 }));
expectTypeOf(files.output.y.shape).toEqualTypeOf<readonly ['batch', 28, 28, 1]>();
expectTypeOf(files.to(flatten()).to(dense({ units: 10 })).output.y.shape).toEqualTypeOf<
  readonly ['batch', 10]
>();

// What is declared of the ready chain is what the compiler finds for its parts.
const byHand = compose(
  input({
    shape: ['...lead', 'height', 'width', 1],
    dtype: 'float32',
    range: [0, 255],
    layout: 'NHWC',
    meaning: 'image/grayscale',
  }),
)
  .to(resize({ size: [28, 28] }))
  .to(rescale({ from: [0, 255], to: [0, 1] }));
const ready = imagePreprocess({ size: [28, 28], channels: 1 });
expectTypeOf(ready.output.y.shape).toEqualTypeOf(byHand.output.y.shape);
expectTypeOf(ready.output.y.range).toEqualTypeOf(byHand.output.y.range);
expectTypeOf(ready.input.x.shape).toEqualTypeOf(byHand.input.x.shape);
expectTypeOf(compose(decodeImage({ channels: 1 })).to(ready).output.y.shape).toEqualTypeOf<
  readonly [28, 28, 1]
>();

// Sizes that follow from others.
const image = input({ shape: ['batch', 32, 32, 3], dtype: 'float32', range: [0, 255] });
expectTypeOf(
  compose(image).to(
    pad({
      padding: [
        [4, 4],
        [2, 1],
      ],
    }),
  ).output.y.shape,
).toEqualTypeOf<readonly ['batch', 40, 35, 3]>();
expectTypeOf(compose(image).to(centerCrop({ size: [28, 24] })).output.y.shape).toEqualTypeOf<
  readonly ['batch', 28, 24, 3]
>();

// The classic silent mistakes do not compile.

// @ts-expect-error -- pixels in [0, 255] where [0, 1] is needed
compose(image).to(normalize({ mean: [0, 0, 0], standardDeviation: [1, 1, 1] }));

// @ts-expect-error -- one mean and three channels
compose(image).to(normalize({ mean: [0], standardDeviation: [1], range: [0, 255] }));

// @ts-expect-error -- a gray image has no colours to weigh
compose(decodeImage({ channels: 1 })).to(grayscale());

// @ts-expect-error -- two channels are neither gray nor colour
decodeImage({ channels: 2 });

// @ts-expect-error -- a size has two numbers
resize({ size: [28] });
