import {
  checkOptions,
  checkSingleTfjs,
  eagerEngine,
  type Engine,
  is,
  isParticleError,
  optional,
  ParticleError,
  registerGradients,
  setDefaultEngine,
} from '@sora-particles/combinator-core';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { type Candidate, type CandidateOptions, notAvailable } from './candidate.ts';
import { candidateNamed, defaultCandidates, knownNames } from './candidates/candidates.ts';
import { messageOf } from './internal/message-of.ts';

/** Options of {@link selectBackend}. All may be left out. */
export interface SelectBackendOptions {
  /**
   * The backend that must be had, or several in order of preference: `'tensorflow'` (alias
   * `'tfjs-node'`), `'wasm'`, `'cpu'`, or any that the application registered. Default: in Node
   * tensorflow, wasm, cpu; in browsers webgpu and webgl where registered, wasm, cpu.
   */
  readonly prefer?: string | readonly string[];
  /** Is told in one line each what was passed over and why, and what runs. Default: nobody. */
  readonly onNotice?: (notice: string) => void;
  /**
   * URL or path of the folder with the `.wasm` files of `@tensorflow/tfjs-backend-wasm`. Default: next
   * to the package's code, which is right in Node.
   */
  readonly wasmPaths?: string;
  /**
   * Threads that share the work on WebAssembly: at least 1, which is the default. More than one needs
   * worker threads, or a browser page that is isolated (COOP and COEP).
   */
  readonly workers?: number;
}

/** A backend that was tried and is not used. */
export interface PassedOver {
  /** As TensorFlow.js calls it. */
  readonly name: string;
  /** One phrase, to be read after the name. */
  readonly reason: string;
}

/** The outcome of {@link selectBackend}. */
export interface SelectedBackend {
  /** As TensorFlow.js calls it: `tensorflow`, `wasm`, `cpu` ... */
  readonly name: string;
  /**
   * Runs functions of tensors on it, as fast as it can. It is the default engine of `fit`, `evaluate`
   * and models from now on. Disposing of it ends its threads.
   */
  readonly engine: Engine;
  /** One phrase on what runs: hardware, threads, package and version. */
  readonly description: string;
  /** What was tried before, with the reasons why it is not used. */
  readonly tried: readonly PassedOver[];
}

/**
 * Starts the fastest TensorFlow.js backend that this machine has, and makes TensorFlow.js able to
 * train on it: in Node `@tensorflow/tfjs-node` where it is installed and loads, else WebAssembly with
 * the kernels of `@sora-particles/wasm-training`, else plain JavaScript.
 *
 * The backend is global to TensorFlow.js: an application calls this once, libraries never.
 *
 * @throws ParticleError `backend-missing` where none of the preferred backends exists or
 *   starts, `backend-duplicate` where two copies of tfjs-core are loaded, `option-invalid`.
 *
 * @example
 * ```ts
 * import { selectBackend } from '@sora-particles/backend';
 *
 * const { name, engine, description } = await selectBackend();
 * ```
 */
export async function selectBackend(options: SelectBackendOptions = {}): Promise<SelectedBackend> {
  checkOptions<SelectBackendOptions>('selectBackend', options, {
    prefer: optional(is.anyOf(is.string, is.arrayOf(is.string))),
    onNotice: optional(is.function),
    wasmPaths: optional(is.string),
    workers: optional(is.positiveInteger),
  });
  const { prefer, onNotice, wasmPaths, workers = 1 } = options;
  const told = { wasmPaths, workers, onNotice };
  const candidates = prefer === undefined ? defaultCandidates() : [prefer].flat().map(known);
  checkSingleTfjs();
  const tried: PassedOver[] = [];
  const failures: unknown[] = [];
  for (const candidate of candidates) {
    try {
      await start(candidate, told);
    } catch (error) {
      const reason = isParticleError(error) ? error.summary : messageOf(error);
      tried.push({ name: candidate.name, reason });
      failures.push(error);
      onNotice?.(`${candidate.name}: ${reason}`);
      continue;
    }
    registerGradients();
    const description = await candidate.describe();
    onNotice?.(`${candidate.name}: ${description}`);
    const engine = await engineOf(candidate, told);
    setDefaultEngine(engine);
    return { name: candidate.name, engine, description, tried };
  }
  const [failure] = failures;
  if (failures.length === 1 && isParticleError(failure, 'backend-duplicate')) throw failure;
  throw noneAvailable(candidates, tried, failure);
}

async function start(candidate: Candidate, options: CandidateOptions): Promise<void> {
  await candidate.load(options);
  const starts = await setBackend(candidate.name);
  candidate.afterStart?.();
  if (!starts) {
    const doubt = candidate.doubt?.(options);
    throw notAvailable(doubt === undefined ? 'does not start' : `does not start: ${doubt}`);
  }
  await ready();
  // One that brings its own copy of tfjs-core shows only now.
  checkSingleTfjs();
}

/** The engine of a candidate; an eager one where it has none, or where the machine lacks what it needs. */
async function engineOf(candidate: Candidate, options: CandidateOptions): Promise<Engine> {
  try {
    return (await candidate.engine?.(options)) ?? eagerEngine();
  } catch (error) {
    if (!isParticleError(error, 'backend-missing')) throw error;
    options.onNotice?.(`${candidate.name}: runs step by step, as ${error.summary}`);
    return eagerEngine();
  }
}

function known(name: string): Candidate {
  const candidate = candidateNamed(name);
  if (candidate !== undefined) return candidate;
  throw new ParticleError({
    code: 'backend-missing',
    summary: `no backend is called '${name}'`,
    path: 'selectBackend.prefer',
    expected: `one of ${knownNames().join(', ')}, or one that the application registered`,
    found: name,
  });
}

function noneAvailable(
  candidates: readonly Candidate[],
  tried: readonly PassedOver[],
  cause: unknown,
): ParticleError {
  return new ParticleError({
    code: 'backend-missing',
    summary: `no backend is available: ${tried.map(({ name, reason }) => `${name} ${reason}`).join('; ') || 'none was named'}`,
    path: 'selectBackend.prefer',
    ...(candidates.length > 0 && { remedy: candidates.map(({ remedy }) => remedy).join('; or ') }),
    cause,
  });
}
