/** A port with a batch of sequences: a row of features for each step in time. */
export interface Steps<Features extends string | number, Time extends string = 'time'> {
  readonly shape: readonly ['batch', Time, Features];
  readonly dtype: 'float32';
}

/** {@link Steps} as a value. */
export function steps<const Features extends string | number, const Time extends string = 'time'>(
  features: Features,
  time: Time = 'time' as Time,
): Steps<Features, Time> {
  return { shape: ['batch', time, features], dtype: 'float32' };
}

/** A port that says which steps there are: true for one, false for what only fills the batch up. */
export interface StepMask<Time extends string = 'time'> {
  readonly shape: readonly ['batch', Time];
  readonly dtype: 'bool';
  readonly optional: true;
}

/** {@link StepMask} as a value. */
export function stepMask<const Time extends string = 'time'>(
  time: Time = 'time' as Time,
): StepMask<Time> {
  return { shape: ['batch', time], dtype: 'bool', optional: true };
}
