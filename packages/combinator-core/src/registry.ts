import { ParticleError } from './errors.ts';
import type { AnyParticle, JsonObject } from './particle.ts';

/** How a particle of one kind is made again from its configuration. */
export interface ParticleKind {
  /** `<package>/<name>@<major>`. */
  readonly kind: string;
  /**
   * Makes the particle.
   *
   * @param config - What the particle's `config` held when it was saved; comes from a file and must be
   *   checked.
   * @param children - Its parts, in the order of the particle's `children`.
   * @param name - Its name.
   */
  create(config: JsonObject, children: readonly AnyParticle[], name: string): AnyParticle;
}

/** The kinds that a manifest may name. */
export interface Registry {
  /** All kinds, sorted. */
  readonly kinds: readonly string[];
  /**
   * The entry of a kind.
   *
   * @throws ParticleError `kind-unknown`, with the kinds that are known.
   */
  get(kind: string): ParticleKind;
}

/**
 * Makes a registry: the explicit list of the kinds that a program can load. A manifest can name kinds,
 * never code, and nothing is registered by importing a package.
 *
 * @param kinds - The lists that packages export, spread into one.
 * @throws ParticleError `kind-duplicate` if two entries claim a kind.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds]);
 * ```
 */
export function createRegistry(kinds: readonly ParticleKind[]): Registry {
  const byKind = new Map<string, ParticleKind>();
  for (const entry of kinds) {
    if (byKind.has(entry.kind)) {
      throw new ParticleError({
        code: 'kind-duplicate',
        summary: `two entries of the registry claim the kind '${entry.kind}'`,
        path: entry.kind,
        remedy: 'list each package once, and one version of it',
      });
    }
    byKind.set(entry.kind, entry);
  }
  const known = [...byKind.keys()].sort();
  return Object.freeze({
    kinds: Object.freeze(known),
    get(kind: string): ParticleKind {
      const entry = byKind.get(kind);
      if (entry === undefined) throw unknownKind(kind, known);
      return entry;
    },
  });
}

function unknownKind(kind: string, known: readonly string[]): ParticleError {
  const [family = kind] = kind.split('/', 1);
  const related = known.filter((other) => other.startsWith(`${family}/`));
  return new ParticleError({
    code: 'kind-unknown',
    summary: `the registry knows no particle of the kind '${kind}'`,
    path: kind,
    expected: `one of ${(related.length > 0 ? related : known).join(', ') || '(the registry is empty)'}`,
    found: kind,
    remedy:
      related.length > 0
        ? `another version of ${family} may be needed`
        : `add the kinds of the package '${family}' to createRegistry([...])`,
  });
}
