import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

type Container = Record<string, unknown>;

/** What is at a path of JSON, e.g. `kinds.0.kind`. */
export function at(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Container)[key], json);
}

/** A number at a path of JSON. */
export function numberAt(json: unknown, path: string): number {
  return at(json, path) as number;
}

/** A copy in which something else is at a path; `undefined` removes it. */
export function edited(json: unknown, path: string, value: unknown): object {
  const copy = structuredClone(json) as Container;
  const keys = path.split('.');
  const last = keys.pop()!;
  const inner = keys.length === 0 ? copy : (at(copy, keys.join('.')) as Container);
  if (value === undefined) Reflect.deleteProperty(inner, last);
  else inner[last] = value;
  return copy;
}

/** A JSON file of one of our packages, e.g. `conv-recognizer/particle.json`. */
export function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(join(resolve(__dirname, '../../..'), path), 'utf8'));
}

/** The kinds that a particle file describes. */
export function kindsOf(particles: unknown): readonly {
  readonly kind: string;
  readonly options: object;
  readonly examples: readonly { readonly options: object }[];
}[] {
  return at(particles, 'kinds') as ReturnType<typeof kindsOf>;
}
