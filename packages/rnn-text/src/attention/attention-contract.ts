import { is, optional } from '@sora-particles/combinator-core';
import { stepMask, steps, type StepMask, type Steps } from '../steps.ts';

/** Options that all kinds of attention share. */
export interface AttentionOptions<
  Memory extends boolean = boolean,
  ReturnScores extends boolean = boolean,
  Name extends string = string,
> {
  /**
   * Whether keys and values come from an input port `memory`, another sequence (cross-attention). Default
   * false: they come from `x`, which attends to itself.
   */
  readonly memory?: Memory;
  /** Whether a step only sees steps up to its own position. Default false. */
  readonly causal?: boolean;
  /** The share of weights that become 0 while training, from 0 up to but without 1. Default 0. */
  readonly dropout?: number;
  /** Whether to give the weights, too, as an output port `scores`. Default false. */
  readonly returnScores?: ReturnScores;
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** Checks of {@link AttentionOptions}. */
export const attentionChecks = {
  memory: optional(is.boolean),
  causal: optional(is.boolean),
  dropout: optional(is.fraction),
  returnScores: optional(is.boolean),
  name: optional(is.string),
} as const;

/** Input ports of attention: `memory` has features of its own number where the kind allows for it. */
export type AttentionInput<
  Memory extends boolean,
  MemoryFeatures extends string,
> = Memory extends true
  ? {
      readonly x: Steps<'features'>;
      readonly mask: StepMask;
      readonly memory: Steps<MemoryFeatures, 'memoryTime'>;
      readonly memoryMask: StepMask<'memoryTime'>;
    }
  : { readonly x: Steps<'features'>; readonly mask: StepMask };

/** The axis of the keys. */
export type KeyTime<Memory extends boolean> = Memory extends true ? 'memoryTime' : 'time';

/** Output ports of attention. */
export type AttentionOutput<
  Size extends string | number,
  ReturnScores extends boolean,
  ScoresShape extends readonly (string | number)[],
> = ReturnScores extends true
  ? {
      readonly y: Steps<Size>;
      readonly scores: {
        readonly shape: ScoresShape;
        readonly dtype: 'float32';
        readonly range: readonly [0, 1];
      };
    }
  : { readonly y: Steps<Size> };

/** {@link AttentionInput} as a value. */
export function attentionInput(
  memory: boolean,
  memoryFeatures: string,
): AttentionInput<true, string> {
  const own = { x: steps('features'), mask: stepMask() };
  if (!memory) return own as AttentionInput<true, string>;
  return {
    ...own,
    memory: steps(memoryFeatures, 'memoryTime'),
    memoryMask: stepMask('memoryTime'),
  };
}

/** {@link AttentionOutput} as a value; `scores` is there if their shape is given. */
export function attentionOutput(
  size: string | number,
  scoresShape: readonly (string | number)[] | undefined,
): { readonly y: Steps<string | number> } {
  const scores = scoresShape && { shape: scoresShape, dtype: 'float32', range: [0, 1] };
  return { y: steps(size), ...(scores && { scores }) };
}
