import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  combinatorKinds,
  createRegistry,
  ParticleError,
  type ParticleKind,
  type Registry,
} from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { type Catalogue, CORE } from './catalogue.ts';
import type { ParticlePackage } from './find-packages.ts';
import { isObject } from './read-fields.ts';

/** A registry that loads a package when one of its kinds is first asked for, and no other package. */
export interface LazyRegistry extends Registry {
  /** Names of the packages that were loaded so far. */
  loaded(): readonly string[];
}

/**
 * The registry of what is installed. A kind of the core needs nothing to be loaded; for any other the one
 * package that makes it is loaded, which runs its code: ask only for what the user named.
 */
export function lazyRegistry(catalogue: Catalogue): LazyRegistry {
  const core = createRegistry([...combinatorKinds, ...elementaryKinds]);
  const loaded = new Map<string, ReadonlyMap<string, ParticleKind>>();
  return {
    kinds: catalogue.kinds,
    loaded: () => [...loaded.keys()],
    get(kind) {
      if (core.kinds.includes(kind)) return core.get(kind);
      const one = catalogue.packageOf(kind);
      const kinds = loaded.get(one.name) ?? loadKinds(one);
      loaded.set(one.name, kinds);
      const entry = kinds.get(kind);
      if (entry === undefined) throw notExported(kind, one);
      return entry;
    },
  };
}

/**
 * Loads a package and collects the kinds that it exports. This runs its code.
 *
 * @throws ParticleError `manifest-invalid` if it cannot be loaded, `kind-duplicate`.
 */
function loadKinds(one: ParticlePackage): ReadonlyMap<string, ParticleKind> {
  if (one.field === undefined) throw one.problem ?? cannotLoad(one, '.', undefined);
  const kinds = new Map<string, ParticleKind>();
  for (const entry of one.field.modules) {
    for (const each of Object.values(loadModule(one, entry)).flatMap(kindsIn)) {
      const before = kinds.get(each.kind);
      if (before !== undefined && before !== each) throw exportedTwice(each.kind, one);
      // A package speaks for its own kinds; others that it hands on come from their own packages.
      if (one.field.kinds.includes(each.kind) || one.name === CORE) kinds.set(each.kind, each);
    }
  }
  return kinds;
}

/** Loads an entry of a package, whichever format it has. */
export function loadModule(one: Pick<ParticlePackage, 'name' | 'folder'>, entry: string): object {
  try {
    return requireEntry(one, entry);
  } catch (error) {
    throw cannotLoad(one, entry, error);
  }
}

function requireEntry(
  { name, folder }: Pick<ParticlePackage, 'name' | 'folder'>,
  entry: string,
): object {
  const require = createRequire(join(folder, 'package.json'));
  try {
    // As the package would itself by its own name.
    return require(name + entry.slice(1)) as object;
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
      const { exports } = require(join(folder, 'package.json')) as { exports?: unknown };
      const file = importTarget(exports, entry);
      if (file !== undefined) return require(join(folder, file)) as object;
    }
    // Without `exports` a package cannot name itself.
    if (code === 'MODULE_NOT_FOUND' && entry === '.') return require(folder) as object;
    throw error;
  }
}

/** The file behind an entry of a package that is only meant to be imported. */
function importTarget(exports: unknown, entry: string): string | undefined {
  const target = isObject(exports) && '.' in exports ? exports[entry] : exports;
  return fileOf(target);
}

function fileOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (!isObject(target)) return undefined;
  const conditions = ['node', 'import', 'default'];
  const [first] = Object.keys(target).filter((condition) => conditions.includes(condition));
  return first === undefined ? undefined : fileOf(target[first]);
}

/** The entries of registries in an export: one, or a list of them. */
export function kindsIn(value: unknown): readonly ParticleKind[] {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isKind);
}

function isKind(value: unknown): value is ParticleKind {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'create' in value &&
    typeof value.create === 'function'
  );
}

function notExported(kind: string, { name, version }: ParticlePackage): ParticleError {
  return new ParticleError({
    code: 'kind-unknown',
    summary: `${name} ${version} lists the kind '${kind}' and does not export it`,
    path: kind,
    remedy: 'tell its author: `sora describe --check` would have found it',
  });
}

function exportedTwice(kind: string, { name }: ParticlePackage): ParticleError {
  return new ParticleError({
    code: 'kind-duplicate',
    summary: `${name} exports two entries for the kind '${kind}'`,
    path: kind,
  });
}

function cannotLoad(
  { name, folder }: Pick<ParticlePackage, 'name' | 'folder'>,
  entry: string,
  cause: unknown,
): ParticleError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'it is not to be had';
  return new ParticleError({
    code: 'manifest-invalid',
    summary: `${name}${entry.slice(1)} cannot be loaded: ${reason ?? ''}`,
    path: folder,
    remedy: 'is it installed in full, with its peer dependencies, and built?',
    cause,
  });
}
