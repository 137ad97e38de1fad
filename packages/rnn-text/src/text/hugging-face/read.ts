import { ParticleError } from '@sora-particles/combinator-core';

/** An object of a file, not yet looked into. */
export type Loose = Readonly<Record<string, unknown>>;

/** A refusal of a tokenizer.json. */
export function refuseFile(path: string, expected: string, found?: unknown): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `the tokenizer.json cannot be used: ${expected} needed`,
    path: `tokenizer.json: ${path}`,
    expected,
    found: found === undefined ? undefined : show(found),
  });
}

function show(found: unknown): string {
  return (typeof found === 'string' ? found : JSON.stringify(found)).slice(0, 80);
}

/** An object, and not an array. */
export function readObject(value: unknown, path: string): Loose {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Loose;
  throw refuseFile(path, 'an object', value ?? 'nothing');
}

/** An array of at most so many items. */
export function readList(value: unknown, path: string, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  throw refuseFile(path, `a list of at most ${most}`, Array.isArray(value) ? value.length : value);
}

/** A text of at most so many characters. */
export function readText(value: unknown, path: string, most: number): string {
  if (typeof value === 'string' && value.length <= most) return value;
  throw refuseFile(path, `a text of at most ${most} characters`, value ?? 'nothing');
}

/** A text, or null for one that is left out. */
export function readTextOrNull(value: unknown, path: string, most: number): string | null {
  return value === undefined || value === null ? null : readText(value, path, most);
}

/** True or false; the fallback for what is left out. */
export function readFlag(value: unknown, path: string, fallback: boolean): boolean {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  throw refuseFile(path, 'true or false', value);
}

/** An integer between two bounds. */
export function readInteger(value: unknown, path: string, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  throw refuseFile(path, `an integer from ${least} to ${most}`, value ?? 'nothing');
}

/** One of some words. */
export function readWord(value: unknown, path: string, words: readonly string[]): string {
  if (words.includes(value as string)) return value as string;
  throw refuseFile(path, `one of ${words.join(', ')}`, value ?? 'nothing');
}
