import type { Availability } from '../contestants/contestant.ts';
import type { Task } from '../task.ts';

/**
 * What the parent asks of a contestant's process: one line of JSON each, on its standard input. Each
 * is answered before the next one comes.
 */
export type Request =
  | { readonly ask: 'available' }
  /** Gets the task ready, from the files in the folder. */
  | { readonly ask: 'open'; readonly task: Task; readonly folder: string }
  /** Does it so many times. */
  | { readonly ask: 'run'; readonly count: number }
  /** What it computed so far. */
  | { readonly ask: 'check' };

/** The answers, by what was asked. */
export interface Answers {
  readonly available: Availability;
  /** Why the contestant does not do this, or nothing. */
  readonly open: { readonly refused?: string };
  /** Milliseconds that passed, and that all threads of the process worked. */
  readonly run: { readonly ms: number; readonly cpuMs: number };
  readonly check: {
    /** Loss of the last step or epoch; for inference the mean probability of the right class. */
    readonly value: number;
    /** The most memory that the process held so far, in MB. */
    readonly peakMb: number;
  };
}

/** What an answer's line begins with: backends print lines of their own. */
export const MARK = '@bench ';

/** An answer, or what went wrong. */
export type Reply<Answer> = { readonly answer: Answer } | { readonly error: string };
