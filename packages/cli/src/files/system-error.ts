/** An error of the operating system, e.g. of a file that is not there. */
export interface SystemError extends Error {
  /** E.g. `ENOENT`. */
  readonly code: string;
}

/** Whether something thrown is an error of the operating system. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
