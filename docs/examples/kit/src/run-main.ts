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
  if (error instanceof UsageError) return say(`${error.message} (see --help)`, WRONG_USE);
  if (isParticleError(error, 'backend-missing')) {
    const { summary, expected, remedy } = error;
    const hint = remedy ?? (expected === undefined ? 'see --help' : `it must be ${expected}`);
    return say(`--backend: ${summary} (${hint})`, WRONG_USE);
  }
  if (isParticleError(error) || isSystemError(error)) return say(error.message, 1);
  throw error;
}

function say(line: string, code: number): number {
  console.error(line);
  return code;
}

/** A file that cannot be written, a full disk. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
