import { steps, type Steps } from '../steps.ts';

/** What is remembered from step to step: float32 `[batch, units]`. */
export interface StateSpec<Units extends number> {
  readonly shape: readonly ['batch', Units];
  readonly dtype: 'float32';
}

/** One step of a sequence: float32 `[batch, in]`. */
export interface StepInput {
  readonly shape: readonly ['batch', 'in'];
  readonly dtype: 'float32';
}

/** A sequence: float32 `[batch, time, in]`. */
export type SequenceInput = Steps<'in'>;

/** A first state that may be left out. */
export interface FirstState<Units extends number> extends StateSpec<Units> {
  readonly optional: true;
}

/** The outputs of all steps, or of the last. */
export type SequenceOutput<Units extends number, Sequences extends boolean> = Sequences extends true
  ? { readonly shape: readonly ['batch', 'time', Units]; readonly dtype: 'float32' }
  : StateSpec<Units>;

export const stepInput: StepInput = { shape: ['batch', 'in'], dtype: 'float32' };
export const sequenceInput: SequenceInput = steps('in');

/** The state of so many numbers. */
export function stateSpec<Units extends number>(units: Units): StateSpec<Units> {
  return { shape: ['batch', units], dtype: 'float32' };
}

/** The same as an input that may be left out. */
export function firstState<Units extends number>(units: Units): FirstState<Units> {
  return { ...stateSpec(units), optional: true };
}

/** The spec of `y`. */
export function sequenceOutput(units: number, returnSequences: boolean) {
  return returnSequences
    ? ({ shape: ['batch', 'time', units], dtype: 'float32' } as const)
    : stateSpec(units);
}
