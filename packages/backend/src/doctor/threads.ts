import type { TriedBackend } from './try-backend.ts';

/** How many threads share the work of a backend. */
export interface Threads {
  /** As things are, where an application calls `selectBackend()` without options. */
  readonly count: number;
  /** How many there may be on this machine. */
  readonly most: number;
  /** What decides it, in a phrase. */
  readonly by: string;
}

/** What threads depend on. */
export interface Conditions {
  readonly cores: number;
  readonly sharedMemory: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** TensorFlow's variable for the threads inside of an operation. */
export const INTRAOP = 'TF_NUM_INTRAOP_THREADS';

/** The number that {@link INTRAOP} is set to; nothing where it is not, or where TensorFlow ignores it. */
function intraopThreads(env: Conditions['env']): number | undefined {
  const number = Number(env[INTRAOP]);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** How many threads a backend has, and may have. */
export function threadsOf(
  { name, simd }: Pick<TriedBackend, 'name' | 'simd'>,
  { cores, sharedMemory, env }: Conditions,
): Threads {
  if (name === 'cpu') return { count: 1, most: 1, by: 'plain JavaScript has no more' };
  if (name === 'wasm') {
    if (simd !== true) return { count: 1, most: 1, by: 'the engine needs SIMD' };
    if (!sharedMemory) return { count: 1, most: 1, by: 'threads cannot share memory here' };
    return { count: 1, most: cores, by: 'the option workers of selectBackend() and fit()' };
  }
  const set = intraopThreads(env);
  if (set !== undefined) return { count: set, most: cores, by: `${INTRAOP}=${String(set)}` };
  return cores <= 2
    ? { count: 1, most: cores, by: `selectBackend() sets ${INTRAOP}=1 on up to two cores` }
    : { count: cores, most: cores, by: `the library's default, as ${INTRAOP} is not set` };
}
