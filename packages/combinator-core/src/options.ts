import { ParticleError } from './errors.ts';

/** Says what is wrong with a value, or gives nothing when it is fine. */
export type OptionCheck = (value: unknown) => string | undefined;

/** The options of a factory: a check for each name. */
export type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: OptionCheck };

/**
 * Checks the options given to a factory before it uses them, so that a typing mistake or a wrong
 * value is told to the user by name.
 *
 * @param owner - Name of the factory, for messages.
 * @param given - What the user passed.
 * @param checks - One check per known option. Wrap those that may be left out in {@link optional}.
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 */
export function checkOptions<Options extends object>(
  owner: string,
  given: Options,
  checks: OptionChecks<Options>,
): void {
  if (typeof given !== 'object' || (given as unknown) === null || Array.isArray(given)) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `${owner}() takes an object of options`,
      expected: `{ ${Object.keys(checks).join(', ')} }`,
      found: describe(given),
    });
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(checks, name)) {
      throw new ParticleError({
        code: 'option-unknown',
        summary: `${owner}() has no option '${name}'`,
        path: `${owner}.${name}`,
        expected: `one of ${Object.keys(checks).join(', ')}`,
      });
    }
  }
  for (const [name, check] of Object.entries<OptionCheck>(checks)) {
    const value = (given as Record<string, unknown>)[name];
    const problem = check(value);
    if (problem === undefined) continue;
    throw new ParticleError({
      code: value === undefined ? 'option-missing' : 'option-invalid',
      summary:
        value === undefined
          ? `${owner}() needs the option '${name}'`
          : `${owner}(): '${name}' must be ${problem}`,
      path: `${owner}.${name}`,
      expected: problem,
      found: value === undefined ? 'nothing' : describe(value),
    });
  }
}

/** A check that lets `undefined` pass. */
export function optional(check: OptionCheck): OptionCheck {
  return (value) => (value === undefined ? undefined : check(value));
}

/** The checks that most options need. */
export const is = {
  positiveInteger: when(
    (value) => Number.isSafeInteger(value) && (value as number) > 0,
    'a positive integer',
  ),
  nonNegativeInteger: when(
    (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    'a non-negative integer',
  ),
  integer: when((value) => Number.isSafeInteger(value), 'an integer'),
  finite: when((value) => Number.isFinite(value), 'a finite number'),
  positive: when((value) => Number.isFinite(value) && (value as number) > 0, 'a positive number'),
  nonNegative: when(
    (value) => Number.isFinite(value) && (value as number) >= 0,
    'a non-negative number',
  ),
  /** From 0 up to but without 1, such as a dropout rate. */
  fraction: when(
    (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) < 1,
    'a number from 0 up to, not including, 1',
  ),
  boolean: when((value) => typeof value === 'boolean', 'true or false'),
  string: when((value) => typeof value === 'string', 'a string'),
  function: when((value) => typeof value === 'function', 'a function'),
  /** Whatever it is. */
  anything: (): undefined => undefined,
  /** One of the listed strings or numbers. */
  oneOf: (...allowed: readonly (string | number)[]): OptionCheck =>
    when(
      (value) => allowed.includes(value as string),
      `one of ${allowed.map((a) => JSON.stringify(a)).join(', ')}`,
    ),
  /** An array, of the given length if one is stated, whose items all pass. */
  arrayOf:
    (check: OptionCheck, length?: number): OptionCheck =>
    (value) => {
      const wanted = `an array of ${length === undefined ? '' : `${String(length)} items, each `}${check(undefined) ?? 'values'}`;
      if (!Array.isArray(value) || (length !== undefined && value.length !== length)) return wanted;
      return value.every((item) => check(item) === undefined) ? undefined : wanted;
    },
  /** Passes what any of the checks passes. */
  anyOf:
    (...checks: readonly OptionCheck[]): OptionCheck =>
    (value) => {
      const problems = checks.map((check) => check(value));
      return problems.includes(undefined) ? undefined : problems.join(' or ');
    },
} as const;

function when(holds: (value: unknown) => boolean, wanted: string): OptionCheck {
  return (value) => (holds(value) ? undefined : wanted);
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
