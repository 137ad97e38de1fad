import type { BackendName } from './backends.ts';

/** One thing that must come out alike in Node and in a browser. */
export interface Case {
  readonly name: string;
  /** What it runs on in the browser. Left out for a case that starts backends itself, or needs none. */
  readonly backend?: BackendName;
  /** What the reference in Node is computed on, where that is another one. */
  readonly reference?: BackendName;
  /** What must come out, where Node has nothing to compare with. */
  readonly expected?: unknown;
  /** How far two numbers may be apart, relative to the larger one above 1. Default 0: the same bits. */
  readonly tolerance?: number;
  /** The page that runs it. Default `main`. */
  readonly page?: PageName;
  /** Makes, in Node only, what both runs are handed: plain JSON. */
  readonly prepare?: () => Promise<unknown>;
  /** What is compared: plain JSON, and numbers that JSON lacks. Throws where it is wrong by itself. */
  readonly run: (given: unknown) => unknown;
}

/**
 * The pages: one with everything; the same served in such a way that the wasm backend gets threads
 * (cross-origin isolation); one that leaves everything to a worker; one without TensorFlow.js.
 */
export type PageName = 'main' | 'isolated' | 'worker' | 'contract';

/** The same case in a worker. */
export function inWorker(one: Case): Case {
  return { ...one, name: `${one.name} in a worker`, page: 'worker' };
}

/** What a page offers to the runner. */
export type RunInPage = (
  name: string,
  backend: BackendName | undefined,
  given: unknown,
) => Promise<unknown>;
