import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expectTypeOf } from 'expect-type';
import { compose } from '../src/combinators/chain.ts';
import { concatenate, decodeLabels, dense, input, softmax } from '../src/elementary/index.ts';
import { createModel } from '../src/model.ts';
import type { AnyParticle, Label, Value } from '../src/particle.ts';
import { predict } from '../src/predict.ts';
import type { Variables } from '../src/variables.ts';
import { recognizer } from './support/particles.ts';

declare const variables: Variables;
declare const tensor: Tensor;
declare const bytes: Uint8Array;

// Tensors in, a tensor out.
expectTypeOf(await predict(dense({ units: 2 }), variables, tensor)).toEqualTypeOf<Tensor>();
expectTypeOf(await predict(dense({ units: 2 }), variables, [[1, 2]])).toEqualTypeOf<Tensor>();

// Raw values in, answers out: one for one, a list for a list.
const whole = recognizer();
expectTypeOf(await predict(whole, variables, bytes)).toEqualTypeOf<Label>();
expectTypeOf(await predict(whole, variables, [bytes])).toEqualTypeOf<readonly Label[]>();
expectTypeOf(await predict(whole, variables, { x: [bytes] })).toEqualTypeOf<readonly Label[]>();
expectTypeOf(await createModel(whole, variables).predict(bytes)).toEqualTypeOf<Label>();

// Tensors and arrays in, answers out: the rank tells a batch from an item, as far as the type knows it.
const read = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
  .to(dense({ units: 2, meaning: 'logits' }))
  .to(softmax())
  .to(decodeLabels({ labels: ['a', 'b'] }));
declare const row: Tensor1D;
declare const rows: Tensor2D;
expectTypeOf(await predict(read, variables, row)).toEqualTypeOf<Label>();
expectTypeOf(await predict(read, variables, rows)).toEqualTypeOf<readonly Label[]>();
expectTypeOf(await predict(read, variables, tensor)).toEqualTypeOf<readonly Label[]>();
expectTypeOf(await predict(read, variables, [1, 2])).toEqualTypeOf<Label>();
expectTypeOf(await predict(read, variables, Float32Array.of(1, 2))).toEqualTypeOf<Label>();
expectTypeOf(await predict(read, variables, [[1, 2]])).toEqualTypeOf<readonly Label[]>();
expectTypeOf(await predict(read, variables, { x: [1, 2] })).toEqualTypeOf<Label>();

// An unknown particle takes and gives what its contract says at run time.
declare const particle: AnyParticle;
expectTypeOf(await predict(particle, variables, tensor)).toEqualTypeOf<
  Value | Readonly<Record<string, Value>>
>();

// Several ports are a record.
await predict(concatenate(), variables, { a: tensor, b: [[1, 2]] });

// What must not compile.
// @ts-expect-error: bytes, not a text
await predict(whole, variables, 'text');
// @ts-expect-error: there is a second port
await predict(concatenate(), variables, tensor);
// @ts-expect-error: a number is no option
await predict(dense({ units: 2 }), variables, tensor, 32);
