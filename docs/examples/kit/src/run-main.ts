import { isParticleError } from '@sora-particles/combinator-core';
import { INTERRUPTED, onInterrupt } from './interrupt.ts';

/** A command line that cannot be obeyed; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const WRONG_USE = 2;

/** Runs a program that Ctrl-C can stop, and sets the exit code: what is wrong is told without a stack. */
export async function runMain(body: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupt = onInterrupt(console.log);
  try {
    await body(interrupt.signal);
    process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 0;
  } catch (error) {
    if (interrupt.signal.aborted) process.exitCode = INTERRUPTED;
    else process.exitCode = tell(error);
  } finally {
    interrupt.dispose();
  }
}

function tell(error: unknown): number {
  const isWrongUse = error instanceof UsageError;
  if (!isWrongUse && !isParticleError(error) && !isSystemError(error)) throw error;
  console.error(isWrongUse ? `${error.message} (see --help)` : error.message);
  return isWrongUse ? WRONG_USE : 1;
}

/** A file that cannot be written, a full disk. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
