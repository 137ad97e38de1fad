import type { Tensor } from '@tensorflow/tfjs-core';
import { expectTypeOf } from 'expect-type';
import {
  add,
  branch,
  chain,
  compose,
  defineParticle,
  freeze,
  graph,
  parallel,
  perItem,
  predict,
  rename,
  repeat,
  residual,
  scan,
  type AnyParticle,
  type Chain,
  type Particle,
  type Ports,
} from '@sora-particles/combinator-core';
import { dense, flatten, input, relu, reshape } from '@sora-particles/combinator-core/elementary';

/*
 * Particles whose ports the compiler does not know, such as those from a manifest, go through every
 * combinator: they are checked when they are put together.
 */

declare const loaded: AnyParticle;
const vectors = input({ shape: ['batch', 4], dtype: 'float32' });

expectTypeOf(compose(loaded)).toEqualTypeOf<Chain<string, Ports, Ports>>();
compose(loaded)
  .to(dense({ units: 2 }))
  .to(loaded)
  .to(relu());
compose(vectors).to(loaded).to(flatten());
chain([loaded, vectors, loaded]).to(relu());
expectTypeOf(branch({ a: loaded, b: relu() })).toEqualTypeOf<Particle<'branch'>>();
expectTypeOf(branch({ a: relu(), b: loaded })).toEqualTypeOf<Particle<'branch'>>();
expectTypeOf(parallel({ a: loaded, b: relu() })).toEqualTypeOf<Particle<'parallel'>>();
expectTypeOf(residual(loaded)).toEqualTypeOf<Particle<'residual'>>();
expectTypeOf(residual(dense({ units: 2 }), { shortcut: loaded })).toEqualTypeOf<
  Particle<'residual'>
>();
expectTypeOf(repeat(loaded, 3)).toExtend<AnyParticle>();
expectTypeOf(scan(loaded)).toEqualTypeOf<Particle<'scan'>>();
expectTypeOf(perItem(loaded)).toEqualTypeOf<Particle<'perItem'>>();
expectTypeOf(rename('mine', loaded).name).toEqualTypeOf<'mine'>();
expectTypeOf(freeze(loaded)).toExtend<AnyParticle>();
graph({ x: { shape: ['batch', 4] } })
  .node('a', loaded, { x: 'x', whatever: 'x' })
  .node('b', relu(), { x: 'x' })
  .output({ y: 'b' });

// What is not a literal is left to run time, and nothing is made up.
declare const units: number;
declare const times: number;
declare const flag: boolean;
expectTypeOf(compose(vectors).to(dense({ units })).output.y.shape).toEqualTypeOf<
  readonly ['batch', number]
>();
compose(vectors)
  .to(dense({ units }))
  .to(reshape({ shape: [7] }));
expectTypeOf(repeat(dense({ units: 4 }), times).name).toEqualTypeOf<'repeat'>();
compose(vectors)
  .to(flag ? relu() : dense({ units: 4 }))
  .to(relu());

// Names that are chosen are kept.
expectTypeOf(branch({ a: relu() }, { name: 'fork' }).name).toEqualTypeOf<'fork'>();
expectTypeOf(
  graph({ x: { shape: ['n'] } }, { name: 'block' }).output({ y: 'x' }).name,
).toEqualTypeOf<'block'>();

// A step that is no particle.
// @ts-expect-error: a factory that was not called
compose(relu);
// @ts-expect-error: a number
compose(vectors).to(3);
// @ts-expect-error: there is no such option
branch({ a: relu() }, { nam: 'fork' });
// @ts-expect-error: an output of a graph names what is there
graph({ x: { shape: ['n'] } }).output({ y: 'z' });

// Conditions of parts stay with the whole, so that the compiler holds them.
const parts = branch({ a: reshape({ shape: [12] }), b: relu() });
expectTypeOf(parts.where).toEqualTypeOf<
  readonly [readonly ['equal', readonly ['mul', '...shape'], 12]]
>();
// @ts-expect-error: there are 4 values, not 12
compose(vectors).to(parts);
const block = residual(dense({ units: 4 }));
const shorter = compose(vectors)
  .to(repeat(block, 2))
  .to(dense({ units: 3 }));
// @ts-expect-error: 3 values and 4 cannot be added, however deep the mistake is
residual(shorter);

// One mistake gives one message, in graphs as well.
graph({ x: { shape: ['batch', 4], dtype: 'float32' } })
  // @ts-expect-error: the only error of the graph
  .node('a', add(), { a: 'x' })
  .node('b', relu(), { x: 'a' })
  .output({ y: 'b' });

// Optional ports may be left out of a call, and what needs them sees that.
const running = scan(
  graph({
    x: { shape: ['batch', 'n'], dtype: 'float32' },
    h: { shape: ['batch', 'n'], dtype: 'float32' },
  })
    .node('sum', add(), { a: 'x', b: 'h' })
    .output({ y: 'sum', h: 'sum' }),
);
void predict(running, {}, { x: [[[1]]] });
void predict(running, {}, { x: [[[1]]], h: [[0]] });
defineParticle({
  kind: 'test/masked@1',
  name: 'masked',
  input: { x: { shape: ['n'] }, mask: { shape: ['n'], optional: true } },
  output: { y: { shape: ['n'] } },
  run: (_context, { x, mask }) => {
    expectTypeOf(mask).toEqualTypeOf<Tensor | undefined>();
    return { outputs: { y: mask ?? x } };
  },
});
