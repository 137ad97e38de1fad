import { isParticleError, type ParticleError } from '@sora-particles/combinator-core';
import { isSystemError } from '../files/system-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { exitCodes } from './exit-codes.ts';
import { isMisuse } from './values.ts';

/** What {@link reportError} is told besides the error. */
export interface ReportOptions {
  /** Prints it as JSON as well. */
  readonly json: boolean;
  /** Prints the stack as well. */
  readonly debug: boolean;
}

/**
 * Tells an error: one message with code and remedy, never a stack unless it was asked for.
 *
 * @returns The exit code.
 */
export function reportError(
  terminal: Terminal,
  error: unknown,
  { json, debug }: ReportOptions,
): number {
  const told = tell(error);
  if (json) terminal.json({ error: told.json });
  terminal.note({ style: 'red', text: 'error' }, ' ', told.text);
  if (debug) {
    for (let at: unknown = error; at instanceof Error; at = at.cause) terminal.note(at.stack ?? '');
  }
  return told.exitCode;
}

interface Told {
  readonly text: string;
  readonly json: object;
  readonly exitCode: number;
}

function tell(error: unknown): Told {
  if (isParticleError(error)) {
    const { code, summary, path, expected, found, remedy } = error;
    const json = { code, summary, path, expected, found, remedy };
    return {
      text: textOf(error),
      json,
      exitCode: isMisuse(error) ? exitCodes.usage : exitCodes.failed,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isSystemError(error)) {
    return {
      text: message,
      json: { code: error.code, summary: message },
      exitCode: exitCodes.failed,
    };
  }
  return {
    text: `${message}\n  remedy:   --debug tells where this comes from`,
    json: { code: 'internal', summary: message },
    exitCode: exitCodes.failed,
  };
}

/** The long form; for a wrong command line the path is in the sentence already. */
function textOf(error: ParticleError): string {
  return isMisuse(error) ? `${error.summary} [${error.code}]` : error.message;
}
