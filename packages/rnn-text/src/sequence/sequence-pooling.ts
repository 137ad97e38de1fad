import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { poolSteps, type PoolingMode } from '../internal/pool-steps.ts';
import { stepMask, steps, type StepMask, type Steps } from '../steps.ts';

/** Options of {@link sequencePooling}. */
export interface SequencePoolingOptions<Name extends string = string> {
  /**
   * What becomes of the steps: their `'average'`, the greatest value of each feature (`'max'`), or only
   * the `'first'` or `'last'` of them.
   */
  readonly mode: PoolingMode;
  /** Name in messages and paths. Default `'sequencePooling'`. */
  readonly name?: Name;
}

/** Made by {@link sequencePooling}. */
export interface SequencePooling<Name extends string = string> extends Particle<
  Name,
  { readonly x: Steps<'features'>; readonly mask: StepMask },
  { readonly y: { readonly shape: readonly ['batch', 'features']; readonly dtype: 'float32' } },
  readonly []
> {}

/**
 * One row of features for a sequence of any length. Keras `GlobalAveragePooling1D` and
 * `GlobalMaxPooling1D`; the last step is what a recurrent network has come to.
 *
 * Inputs `x`: float32 `[batch, time, features]`; `mask`, optional: bool `[batch, time]`. Output `y`:
 * float32 `[batch, features]`. Steps that are masked do not count; where none is left, y is zeros.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { sequencePooling } from '@sora-particles/rnn-text';
 *
 * const average = sequencePooling({ mode: 'average' });
 * console.log(average.output.y.shape); // [ 'batch', 'features' ]
 * ```
 */
export function sequencePooling<const Name extends string = 'sequencePooling'>(
  options: SequencePoolingOptions<Name>,
): SequencePooling<Name>;
export function sequencePooling(options: SequencePoolingOptions): SequencePooling {
  checkOptions<SequencePoolingOptions>('sequencePooling', options, {
    mode: is.oneOf('average', 'max', 'first', 'last'),
    name: optional(is.string),
  });
  const { mode, name = 'sequencePooling' } = options;
  return defineParticle({
    kind: 'rnn-text/sequencePooling@1',
    name,
    config: { mode },
    input: { x: steps('features'), mask: stepMask() },
    output: { y: { shape: ['batch', 'features'], dtype: 'float32' } },
    flops: ['mul', 'batch', 'time', 'features'],
    run: (_context, { x, mask }) => ({ outputs: { y: poolSteps(mode, x, mask) } }),
  });
}

/** Registry entry of {@link sequencePooling}. */
export const sequencePoolingKind = leafKind('rnn-text/sequencePooling@1', sequencePooling);
