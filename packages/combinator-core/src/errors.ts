/**
 * Every reason for which Sora Particles refuses an input. Codes are stable across versions:
 * programs may branch on them, while messages are for people and may be reworded.
 */
export type ErrorCode =
  // contracts
  | 'contract-invalid'
  | 'kind-mismatch'
  | 'dtype-mismatch'
  | 'rank-mismatch'
  | 'axis-mismatch'
  | 'dimension-invalid'
  | 'constraint-violated'
  | 'layout-mismatch'
  | 'range-mismatch'
  | 'meaning-mismatch'
  | 'port-unknown'
  | 'port-missing'
  | 'symbol-unbound'
  // construction
  | 'option-unknown'
  | 'option-missing'
  | 'option-invalid'
  | 'name-duplicate'
  | 'name-invalid'
  | 'composition-empty'
  // manifest and registry
  | 'kind-unknown'
  | 'kind-duplicate'
  | 'manifest-invalid'
  // values
  | 'variable-missing'
  | 'variable-unexpected'
  | 'variable-invalid'
  | 'value-invalid'
  | 'value-not-finite'
  | 'value-out-of-range'
  | 'data-empty'
  | 'data-length-mismatch'
  | 'label-out-of-range'
  | 'decode-failed'
  // running
  | 'aborted'
  | 'disposed'
  | 'host-only'
  | 'untraceable'
  | 'gradient-missing'
  | 'output-invalid'
  | 'backend-missing'
  | 'backend-duplicate'
  | 'memory-full'
  | 'workers-unavailable'
  | 'worker-failed'
  // storage
  | 'store-not-found'
  | 'store-conflict'
  | 'store-busy'
  | 'store-failed'
  | 'artefact-incomplete'
  | 'artefact-corrupted'
  | 'artefact-invalid'
  | 'artefact-too-new'
  | 'artefact-too-large'
  // native set-up
  | 'platform-unsupported'
  | 'tool-missing'
  | 'download-failed'
  | 'checksum-mismatch'
  | 'compile-failed'
  | 'native-broken'
  // testing
  | 'conformance-failed';

/** What a ParticleError is made of. Only `code` and `summary` are always there. */
export interface ErrorDetails {
  /** The stable code that programs branch on. */
  readonly code: ErrorCode;
  /** One line for people: what does not fit, where. */
  readonly summary: string;
  /** Path of the particle, variable, option or file that the error is about, e.g. `recognizer/conv1`. */
  readonly path?: string | undefined;
  /** What was required, in the notation of the contract. */
  readonly expected?: string | undefined;
  /** What was there instead. */
  readonly found?: string | undefined;
  /** The sizes that the symbols stood for, each with its origin, e.g. `{ height: '26 from conv1' }`. */
  readonly bindings?: Readonly<Record<string, string>> | undefined;
  /** What to do about it, e.g. "insert `flatten()`". */
  readonly remedy?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The one error class of Sora Particles. `summary` is a single line; `message` is the long form
 * with both sides, the bindings and the remedy.
 */
export class ParticleError extends Error {
  override readonly name = 'ParticleError';
  readonly code: ErrorCode;
  readonly summary: string;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly bindings: Readonly<Record<string, string>> | undefined;
  readonly remedy: string | undefined;

  constructor(details: ErrorDetails) {
    super(longForm(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.summary = details.summary;
    this.path = details.path;
    this.expected = details.expected;
    this.found = details.found;
    this.bindings = details.bindings;
    this.remedy = details.remedy;
  }
}

/**
 * Whether `error` is a ParticleError, optionally one with the given code. Works across two
 * copies of the package, where `instanceof` would not.
 */
export function isParticleError(error: unknown, code?: ErrorCode): error is ParticleError {
  return (
    error instanceof Error &&
    error.name === 'ParticleError' &&
    'code' in error &&
    (code === undefined || error.code === code)
  );
}

function longForm(details: ErrorDetails): string {
  const bindings = Object.entries(details.bindings ?? {});
  const lines = [
    details.path === undefined ? details.summary : `${details.path}: ${details.summary}`,
    details.expected === undefined ? undefined : `  expected: ${details.expected}`,
    details.found === undefined ? undefined : `  found:    ${details.found}`,
    bindings.length === 0
      ? undefined
      : `  where:    ${bindings.map(([symbol, origin]) => `${symbol} = ${origin}`).join(', ')}`,
    details.remedy === undefined ? undefined : `  remedy:   ${details.remedy}`,
  ];
  return `${lines.filter((line) => line !== undefined).join('\n')} [${details.code}]`;
}
