/** Trains a recogniser of handwritten digits, tests it, saves it, and has a second process use it. */
import { join, relative } from 'node:path';
import { isParticleError } from '@sora-particles/combinator-core';
import { INTERRUPTED, onInterrupt } from '@sora-particles/example-kit';
import { readOptions, UsageError } from './options.ts';
import { run } from './run.ts';

const WRONG_USE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  const interrupt = onInterrupt(console.log);
  try {
    const out = relative(process.cwd(), join(import.meta.dirname, '../out')) || '.';
    const options = readOptions(process.argv, out);
    if (options !== undefined) await run(options, interrupt.signal);
    return interrupt.signal.aborted ? INTERRUPTED : 0;
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    if (error instanceof UsageError) return say(`${error.message} (see --help)`, WRONG_USE);
    if (isParticleError(error, 'backend-missing')) {
      const { summary, expected, remedy } = error;
      const hint = remedy ?? (expected === undefined ? 'see --help' : `it must be ${expected}`);
      return say(`--backend: ${summary} (${hint})`, WRONG_USE);
    }
    if (isParticleError(error) || isSystemError(error)) return say(error.message, 1);
    throw error;
  } finally {
    interrupt.dispose();
  }
}

/** A file that cannot be written, a full disk: told without a stack. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function say(line: string, code: number): number {
  console.error(line);
  return code;
}
