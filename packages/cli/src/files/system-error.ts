/** An error of the operating system, e.g. of a file that is not there. */
export interface SystemError extends Error {
  /** E.g. `ENOENT`. */
  readonly code: string;
}

/** Whether something thrown is an error of the operating system. */
export function isSystemError(error: unknown): error is SystemError {
  // By its form: where there are several realms, it may be of another than this one's Error.
  const { code, syscall, message } = Object(error) as Readonly<Record<string, unknown>>;
  return [code, syscall, message].every((each) => typeof each === 'string');
}
