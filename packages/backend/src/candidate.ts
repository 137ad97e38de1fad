import { type Engine, ParticleError } from '@sora-particles/combinator-core';

/** A backend that {@link selectBackend} knows how to start. */
export interface Candidate {
  /** The name under which TensorFlow.js registers it. */
  readonly name: string;
  /** Loads what registers it. Throws where that is impossible, see {@link notAvailable}. */
  load(options: CandidateOptions): Promise<void>;
  /** What may be the matter where it does not start, as a question. */
  doubt?(options: CandidateOptions): string | undefined;
  /** Is called when its start is over, however it went. */
  afterStart?(): void;
  /** What runs functions fast on it, once it has started. Default an eager engine. */
  engine?(options: CandidateOptions): Promise<Engine>;
  /** One phrase on what runs, once it does: hardware, threads, package and version. */
  describe(): Promise<string>;
  /** What to do where it cannot be had. */
  readonly remedy: string;
}

/** What candidates are told. */
export interface CandidateOptions {
  /** Folder with the `.wasm` files, if the application stated one. */
  readonly wasmPaths: string | undefined;
  /** Threads that share the work, where the engine has some. */
  readonly workers: number;
  /** Is told of functions that the engine cannot run fast, and why. */
  readonly onNotice: ((notice: string) => void) | undefined;
}

/** Why a candidate cannot be had: one phrase, to be read after its name. */
export function notAvailable(reason: string, cause?: unknown): ParticleError {
  return new ParticleError({ code: 'backend-missing', summary: reason, cause });
}
