import { expectTypeOf } from 'expect-type';
import {
  branch,
  compose,
  graph,
  add,
  residual,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { dense, flatten, input, relu, softmax } from '@sora-particles/combinator-core/elementary';

/*
 * What the editor shows on a step that does not fit: one line, in place of the type of the argument.
 */

const pixels = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 255] });
const wantsUnit = input({
  shape: ['batch', 28, 28, 1],
  dtype: 'float32',
  range: [0, 1],
  name: 'unit',
});
const wants784 = input({ shape: ['batch', 784], dtype: 'float32', name: 'vector' });
const wants700 = input({ shape: ['batch', 700], dtype: 'float32', name: 'short' });

const images = compose(pixels);
const flat = images.to(flatten());

{
  const _step = images.to<typeof wantsUnit>;
  expectTypeOf<
    Parameters<typeof _step>[0]
  >().toEqualTypeOf<"'input' -> 'unit' port 'x', range: needs [0, 1], got [0, 255] (has [batch, 28, 28, 1] float32; 'unit' takes [batch, 28, 28, 1] float32)">();
  // @ts-expect-error the range differs
  images.to(wantsUnit);
}
{
  const _step = images.to<typeof wants784>;
  expectTypeOf<
    Parameters<typeof _step>[0]
  >().toEqualTypeOf<"'input' -> 'vector' port 'x', rank: needs 2, got 4 (has [batch, 28, 28, 1] float32; 'vector' takes [batch, 784] float32)">();
  // @ts-expect-error the rank differs
  images.to(wants784);
}
{
  const _step = flat.to<typeof wants700>;
  expectTypeOf<
    Parameters<typeof _step>[0]
  >().toEqualTypeOf<"'flatten' -> 'short' port 'x', axis 1: needs 700, got 784 (has [batch, 784] float32; 'short' takes [batch, 700] float32)">();
  // @ts-expect-error the size differs
  flat.to(wants700);
}
{
  const twice = flat.to(dense({ units: 3, meaning: 'logits' })).to(softmax());
  const again = softmax();
  const _step = twice.to<typeof again>;
  expectTypeOf<
    Parameters<typeof _step>[0]
  >().toEqualTypeOf<"'softmax' -> 'softmax' port 'x', meaning: needs logits, got probabilities (has [batch, 3] float32; 'softmax' takes [...lead, classes] float32)">();
  // @ts-expect-error softmax twice
  twice.to(again);
}

// What fits is the particle itself, and the sizes go on.
expectTypeOf(flat.to(wants784).output.y.shape).toEqualTypeOf<readonly ['batch', 784]>();
expectTypeOf(flat.to(dense({ units: 10 })).output.y.shape).toEqualTypeOf<readonly ['batch', 10]>();

// One mistake gives one message: what follows it is open.
const mistaken = images
  // @ts-expect-error the only error of the chain
  .to(wants784)
  .to(dense({ units: 3 }))
  .to(relu());
expectTypeOf(mistaken.name).toEqualTypeOf<'chain'>();

// A particle of the base type, such as one from a manifest, is checked when it is composed.
declare const loaded: AnyParticle;
images.to(loaded).to(dense({ units: 3 }));

// Other combinators show the message on the argument that is wrong.
const shorter = compose(wants784).to(dense({ units: 6 }));
// @ts-expect-error 784 and 6 cannot be added
residual(shorter);
expectTypeOf(residual(compose(dense({ units: 64 })).to(relu())).input.x.shape).toEqualTypeOf<
  readonly ['...lead', 64]
>();
// @ts-expect-error the branches need different inputs
branch({ a: wants784, b: wants700 });
const wiring = graph({ x: { shape: ['batch', 8], dtype: 'float32' } }).node(
  'hidden',
  dense({ units: 4 }),
  { x: 'x' },
);
// @ts-expect-error 4 and 8 cannot be added
wiring.node('sum', add(), { a: 'hidden', b: 'x' });
// @ts-expect-error there is no such node
wiring.node('sum', add(), { a: 'hiden', b: 'x' });
