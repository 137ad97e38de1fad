import { is, isInitializer, optional, type Initializer } from '@sora-particles/combinator-core';
import { activationNames, type ActivationName } from '@sora-particles/combinator-core/elementary';

/** Options of recurrent cells. */
export interface CellOptions<Units extends number = number, Name extends string = string> {
  /** How many numbers are remembered from step to step, and come out; a positive integer. */
  readonly units: Units;
  /** Function applied to the candidate. Default `'tanh'`. */
  readonly activation?: ActivationName;
  /** Function applied to the gates. Default `'sigmoid'`. */
  readonly recurrentActivation?: ActivationName;
  /** Whether to add a bias. Default true. */
  readonly useBias?: boolean;
  /** First values of the kernel for the input. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
  /** First values of the kernel for the state. Default `'orthogonal'`. */
  readonly recurrentInitializer?: Initializer;
  /** First values of the bias. Default `'zeros'`. */
  readonly biasInitializer?: Initializer;
  /** Name in messages and paths. Default: that of the factory. */
  readonly name?: Name;
}

/** Options of recurrent particles besides those of their cells. */
export interface SequenceOptions<
  Sequences extends boolean = boolean,
  State extends boolean = boolean,
> {
  /** Whether `y` is the output of every step, rather than that of the last. Default false. */
  readonly returnSequences?: Sequences;
  /** Whether the last state comes out as well, by its ports. Default false. */
  readonly returnState?: State;
  /**
   * Which fraction of the input is dropped in training, from 0 up to 1: the same numbers at all steps of an
   * item. Default 0.
   */
  readonly dropout?: number;
  /**
   * Which fraction of the state is dropped in training where the next step reads it, from 0 up to 1: the
   * same numbers at all steps of an item. Default 0.
   */
  readonly recurrentDropout?: number;
  /** Goes from the last step to the first; the outputs of all steps come in that order. Default false. */
  readonly goBackwards?: boolean;
}

/** Checks of {@link CellOptions}. */
export const cellChecks = {
  units: is.positiveInteger,
  activation: optional(is.oneOf(...activationNames)),
  recurrentActivation: optional(is.oneOf(...activationNames)),
  useBias: optional(is.boolean),
  kernelInitializer: optional(isInitializer),
  recurrentInitializer: optional(isInitializer),
  biasInitializer: optional(isInitializer),
  name: optional(is.string),
};

/** Checks of {@link SequenceOptions}. */
export const sequenceChecks = {
  returnSequences: optional(is.boolean),
  returnState: optional(is.boolean),
  dropout: optional(is.fraction),
  recurrentDropout: optional(is.fraction),
  goBackwards: optional(is.boolean),
};

/** {@link CellOptions} with the defaults, which are those of Keras. */
export function cellSettings({
  units,
  activation = 'tanh',
  recurrentActivation = 'sigmoid',
  useBias = true,
  kernelInitializer = 'glorotUniform',
  recurrentInitializer = 'orthogonal',
  biasInitializer = 'zeros',
}: CellOptions) {
  return {
    units,
    activation,
    recurrentActivation,
    useBias,
    kernelInitializer,
    recurrentInitializer,
    biasInitializer,
  };
}

/** {@link SequenceOptions} with the defaults. */
export function sequenceSettings({
  returnSequences = false,
  returnState = false,
  dropout = 0,
  recurrentDropout = 0,
  goBackwards = false,
}: SequenceOptions): Required<SequenceOptions> {
  return { returnSequences, returnState, dropout, recurrentDropout, goBackwards };
}

/** The functions that a cell applies. */
export interface CellActivations {
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
}
