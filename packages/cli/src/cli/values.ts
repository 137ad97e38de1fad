import { ParticleError } from '@sora-particles/combinator-core';
import type { Invocation } from './command.ts';

type Given = Invocation['options'];

/** The text of an option, if it was given. */
export function text(options: Given, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'boolean') return undefined;
  if (value !== '') return value;
  throw wrongValue(name, 'some text', 'nothing');
}

/** Whether a switch was given. */
export function isOn(options: Given, name: string): boolean {
  return options[name] === true;
}

/**
 * The whole number of an option, or its default.
 *
 * @throws ParticleError `option-invalid`.
 */
export function wholeNumber<Default extends number | undefined>(
  options: Given,
  name: string,
  least: number,
  otherwise: Default,
): number | Default {
  const given = text(options, name);
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (/^-?\d+$/.test(given) && Number.isSafeInteger(value) && value >= least) return value;
  throw wrongValue(name, `a whole number from ${least}`, given);
}

/**
 * The number of an option, or its default.
 *
 * @throws ParticleError `option-invalid`.
 */
export function number<Default extends number | undefined>(
  options: Given,
  name: string,
  isRight: (value: number) => boolean,
  wanted: string,
  otherwise: Default,
): number | Default {
  const given = text(options, name);
  if (given === undefined) return otherwise;
  const value = given.trim() === '' ? NaN : Number(given);
  if (Number.isFinite(value) && isRight(value)) return value;
  throw wrongValue(name, wanted, given);
}

/** The error for a value that an option cannot have. */
export function wrongValue(name: string, expected: string, found: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `--${name} must be ${expected}, not '${found}'`,
    path: `--${name}`,
  });
}

/** Whether an error is about the command line rather than about what it names. */
export function isMisuse({ path }: ParticleError): boolean {
  return path?.startsWith('--') === true;
}
