import { compose, graph, scan, type Particle } from '@sora-particles/combinator-core';
import { dropout, input } from '@sora-particles/combinator-core/elementary';
import { bidirectional, gru, gruCell, lstm, lstmCell } from '@sora-particles/rnn-text';
import { expectTypeOf } from 'expect-type';

/* What the compiler knows of recurrent particles, and which mistakes it refuses, in which words. */

/** The parameter of a call of `to`: the particle, or the message in its place. */
type Argument<To extends (next: never) => unknown> = Parameters<To>[0];

const sequences = compose(input({ shape: ['batch', 12, 8], dtype: 'float32' }));

// The shape of y follows from the options, and the ports of the state from returnState.
expectTypeOf(sequences.to(lstm({ units: 32 })).output.y.shape).toEqualTypeOf<
  readonly ['batch', 32]
>();
expectTypeOf(sequences.to(lstm({ units: 32, returnSequences: true })).output.y.shape).toEqualTypeOf<
  readonly ['batch', 12, 32]
>();
expectTypeOf(sequences.to(gru({ units: 7 })).output.y.shape).toEqualTypeOf<readonly ['batch', 7]>();
const stateful = sequences.to(lstm({ units: 5, returnState: true }));
expectTypeOf(stateful.output.y.shape).toEqualTypeOf<readonly ['batch', 5]>();
expectTypeOf(stateful.output.hidden.shape).toEqualTypeOf<readonly ['batch', 5]>();
expectTypeOf(stateful.output.cell.shape).toEqualTypeOf<readonly ['batch', 5]>();
expectTypeOf(sequences.to(gru({ units: 5, returnState: true })).output).toHaveProperty('hidden');
expectTypeOf(sequences.to(gru({ units: 5, returnState: true })).output).not.toHaveProperty('cell');
expectTypeOf(sequences.to(lstm({ units: 5 })).output).not.toHaveProperty('hidden');

// Both directions: joined, the sizes are added; merged otherwise, they stay.
expectTypeOf(sequences.to(bidirectional(lstm({ units: 5 }))).output.y.shape).toEqualTypeOf<
  readonly ['batch', 10]
>();
expectTypeOf(
  sequences.to(
    bidirectional(lstm({ units: 5, returnSequences: true }), {
      backward: gru({ units: 3, returnSequences: true }),
    }),
  ).output.y.shape,
).toEqualTypeOf<readonly ['batch', 12, 8]>();
expectTypeOf(
  sequences.to(bidirectional(gru({ units: 5, returnSequences: true }), { merge: 'sum' })).output.y
    .shape,
).toEqualTypeOf<readonly ['batch', 12, 5]>();
const both = bidirectional(lstm({ units: 5, returnState: true }));
expectTypeOf(both.input['forward.hidden'].shape).toEqualTypeOf<readonly ['batch', 5]>();
expectTypeOf(both.output['backward.cell'].shape).toEqualTypeOf<readonly ['batch', 5]>();
expectTypeOf(both.input.mask.optional).toEqualTypeOf<true>();

// Cells are for scan, which gives them time and a mask.
const scanned = sequences.to(scan(lstmCell({ units: 6 })));
expectTypeOf(scanned.output.y.shape).toEqualTypeOf<readonly ['batch', 12, 6]>();
expectTypeOf(scan(gruCell({ units: 6 })).input.mask.shape).toEqualTypeOf<
  readonly ['batch', 'time']
>();

// A mask reaches a recurrent particle behind others; one of another length is refused.
const marked = compose(
  graph({
    x: { shape: ['batch', 12, 8], dtype: 'float32' },
    mask: { shape: ['batch', 12], dtype: 'bool' },
  }).output({ y: 'x', mask: 'mask' }),
).to(dropout(0.1));
expectTypeOf(marked.to(lstm({ units: 4 })).output.y.shape).toEqualTypeOf<readonly ['batch', 4]>();
const wrong = compose(
  graph({
    x: { shape: ['batch', 12, 8], dtype: 'float32' },
    mask: { shape: ['batch', 11], dtype: 'bool' },
  }).output({ y: 'x', mask: 'mask' }),
).to(dropout(0.1));
const reader = lstm({ units: 4 });
{
  const _step = wrong.to<typeof reader>;
  expectTypeOf<
    Argument<typeof _step>
  >().toEqualTypeOf<"'dropout' -> 'lstm' port 'x', axis 1: needs 11 (time), got 12 (has [batch, 12, 8] float32; 'lstm' takes [batch, time, in] float32)">();
  // @ts-expect-error the mask is of another length
  wrong.to(reader);
}
{
  const deep = sequences.to(lstm({ units: 4 }));
  const _step = deep.to<typeof reader>;
  expectTypeOf<
    Argument<typeof _step>
  >().toEqualTypeOf<"'lstm' -> 'lstm' port 'x', rank: needs 3, got 2 (has [batch, 4] float32; 'lstm' takes [batch, time, in] float32)">();
  // @ts-expect-error the first one must return sequences
  deep.to(reader);
}
// @ts-expect-error units are needed
lstm({});
// @ts-expect-error there is no such way to merge
bidirectional(lstm({ units: 2 }), { merge: 'max' });

// Options that the compiler does not know leave open which it is.
declare const returnSequences: boolean;
expectTypeOf(lstm({ units: 4, returnSequences }).output.y.shape).toEqualTypeOf<
  readonly ['batch', 4] | readonly ['batch', 'time', 4]
>();
expectTypeOf(bidirectional(lstm({ units: 2 }) as Particle)).toEqualTypeOf<
  Particle<'bidirectional'>
>();
