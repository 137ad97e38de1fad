import type { Problem } from '../networks/problem.ts';
import type { Task } from '../task.ts';

/** Whether a contestant can be had on this machine: what it is, with its versions, or why not. */
export type Availability =
  { readonly ok: true; readonly about: string } | { readonly ok: false; readonly why: string };

/** A task that has been made ready. */
export interface Session {
  /** Does the task once: a step, an epoch, or the answers to the next batch. */
  readonly run: () => Promise<void>;
  /** The loss of the last step or epoch; for inference see `firstAnswers`. */
  readonly check: () => Promise<number>;
}

/** Something to be measured. It runs in a process of its own: a backend is global to TensorFlow.js. */
export interface Contestant {
  /** Loads whatever it needs. */
  available(): Promise<Availability>;
  /** Why it does not do a task, for one that does not do all. */
  refuses?(task: Task): string | undefined;
  /** Makes a task ready: the same weights and data for all. */
  open(task: Task, problem: Problem): Promise<Session>;
}

/** What the processes of contestants are told by the command line. */
export interface Settings {
  /** Folder of the package onnxruntime-node, if it is not among this project's own. */
  readonly onnxruntime?: string;
}
