import { expectTypeOf } from 'expect-type';
import { compose } from '../src/combinators/chain.ts';
import {
  cast,
  concatenate,
  decodeLabels,
  dense,
  dropout,
  flatten,
  input,
  oneHot,
  relu,
  rescale,
  reshape,
  sigmoid,
  softmax,
  type Dense,
} from '../src/elementary/index.ts';

const pixels = input({
  shape: ['batch', 28, 28, 1],
  dtype: 'float32',
  range: [0, 255],
  meaning: 'image',
});

// Literal options stay literal in the contract, and hovers stay short.
expectTypeOf(dense({ units: 64 })).toEqualTypeOf<Dense<'dense', 64>>();
expectTypeOf(dense({ units: 64, name: 'hidden', meaning: 'logits' })).toEqualTypeOf<
  Dense<'hidden', 64, 'logits'>
>();
expectTypeOf(pixels.output.y.shape).toEqualTypeOf<readonly ['batch', 28, 28, 1]>();
expectTypeOf(oneHot({ classes: 10 }).output.y.shape).toEqualTypeOf<readonly ['...shape', 10]>();
expectTypeOf(cast('int32').output.y.dtype).toEqualTypeOf<'int32'>();
expectTypeOf(reshape({ shape: [7, -1] }).output.y.shape).toEqualTypeOf<
  readonly ['batch', 7, readonly ['div', readonly ['mul', '...features'], 7]]
>();
expectTypeOf(concatenate({ inputs: ['a', 'b', 'c'], axis: 1 }).output.y.shape).toEqualTypeOf<
  readonly ['axis0', readonly ['add', 'a', 'b', 'c'], '...rest']
>();

// A whole recogniser is proved by the compiler.
const recognizer = compose(pixels)
  .to(rescale({ from: [0, 255], to: [0, 1] }))
  .to(flatten())
  .to(dense({ units: 64 }))
  .to(relu())
  .to(dropout(0.5))
  .to(dense({ units: 2, meaning: 'logits' }))
  .to(softmax())
  .to(decodeLabels({ labels: ['yes', 'no'] }));
expectTypeOf(recognizer.output.y.shape).toEqualTypeOf<readonly ['batch']>();
expectTypeOf(recognizer.output.y.labels).toEqualTypeOf<readonly ['yes', 'no']>();

// Sizes that follow from others.
expectTypeOf(compose(pixels).to(flatten()).output.y.shape).toEqualTypeOf<readonly ['batch', 784]>();
expectTypeOf(compose(pixels).to(reshape({ shape: [-1, 7] })).output.y.shape).toEqualTypeOf<
  readonly ['batch', 112, 7]
>();

// What must not compile.
const probabilities = compose(input({ shape: ['batch', 784], dtype: 'float32' }))
  .to(dense({ units: 3, meaning: 'logits' }))
  .to(softmax());
// @ts-expect-error: three probabilities and two labels
probabilities.to(decodeLabels({ labels: ['yes', 'no'] }));
// @ts-expect-error: probabilities are no logits
probabilities.to(sigmoid());
// @ts-expect-error: the values are in [0, 255], not in [0, 1]
compose(pixels).to(rescale({ from: [0, 1], to: [-1, 1] }));
// @ts-expect-error: there are 784 values, not 783
compose(pixels).to(reshape({ shape: [783] }));
// @ts-expect-error: softmax is a particle of its own
dense({ units: 1, activation: 'softmax' });
// @ts-expect-error: there is no such option
dropout({ probability: 0.5 });
