import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { isParticleError, type Json, ParticleError } from '@sora-particles/combinator-core';
import { type JsonLimits, parseStrictJson } from '@sora-particles/model-library';
import { readLimited } from '../files/read-file.ts';
import { isSystemError } from '../files/system-error.ts';
import {
  checkContractVersion,
  KEYWORD,
  type PackageField,
  readPackageField,
} from './package-field.ts';
import type { ParticleFile } from './particle-file.ts';
import { readParticleFile } from './read-particle-file.ts';
import { isObject } from './read-fields.ts';

/** How large a package.json may be. */
const PACKAGE_LIMITS: JsonLimits = {
  maxBytes: 2 << 20,
  maxDepth: 24,
  maxNodes: 100_000,
  maxKeyLength: 1024,
};

/** A package that holds particles, known by its package.json alone. */
export interface ParticlePackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Where it is installed. */
  readonly folder: string;
  /** What it states about its particles; undefined with a `problem`. */
  readonly field: PackageField | undefined;
  /** Why its particles cannot be used. */
  readonly problem: ParticleError | undefined;
}

/**
 * Finds the packages that hold particles: in the folder itself, and in `node_modules` there and in the
 * folders above, as Node looks for them. They are known by the field `sora` or the keyword
 * `sora-particle`; only package.json is read, and nothing is run.
 *
 * @returns Sorted by name. One that is installed nearer hides one of the same name further up.
 */
export async function findPackages(folder: string): Promise<readonly ParticlePackage[]> {
  const found = new Map<string, ParticlePackage>();
  const add = async (candidate: string): Promise<void> => {
    const one = await readPackage(candidate);
    if (one !== undefined && !found.has(one.name)) found.set(one.name, one);
  };
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (at === resolve(folder)) await add(at);
    for (const each of await packageFolders(join(at, 'node_modules'))) await add(each);
    if (dirname(at) === at) break;
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function packageFolders(modules: string): Promise<readonly string[]> {
  const names = (await namesIn(modules)).filter((name) => !name.startsWith('.'));
  const lists = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await namesIn(join(modules, name))).map((inner) => join(modules, name, inner))
        : [join(modules, name)],
    ),
  );
  return lists.flat();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

/**
 * Reads a package of particles; undefined for a folder that holds none.
 *
 * @param folder - Where its package.json is.
 */
export async function readPackage(folder: string): Promise<ParticlePackage | undefined> {
  const path = join(folder, 'package.json');
  let json: Json;
  try {
    const bytes = await readLimited(path, PACKAGE_LIMITS.maxBytes);
    // Nearly all packages hold no particles: they need not be read any further.
    if (!new TextDecoder().decode(bytes).includes('sora')) return undefined;
    json = parseStrictJson(bytes, path, PACKAGE_LIMITS);
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw error;
  }
  if (!isObject(json) || typeof json['name'] !== 'string') return undefined;
  const { name, version, description, sora, keywords } = json;
  const hasKeyword = Array.isArray(keywords) && keywords.includes(KEYWORD);
  if (sora === undefined && !hasKeyword) return undefined;
  const known = {
    name,
    version: typeof version === 'string' ? version : '',
    description: typeof description === 'string' ? description : '',
    folder,
  };
  try {
    if (sora === undefined) throw withoutField(path);
    const field = readPackageField(sora, name, path);
    checkContractVersion(name, field.contract);
    return { ...known, field, problem: undefined };
  } catch (error) {
    if (!isParticleError(error)) throw error;
    return { ...known, field: undefined, problem: error };
  }
}

function withoutField(path: string): ParticleError {
  return new ParticleError({
    code: 'manifest-invalid',
    summary: `the package has the keyword '${KEYWORD}' and no field 'sora'`,
    path,
    remedy: 'its author can make it with `sora describe`',
  });
}

/**
 * The file in which a package describes its particles, read.
 *
 * @throws ParticleError as {@link readParticleFile}; `manifest-invalid` for a file that lies outside
 *   of the package or speaks of another.
 */
export async function particlesOf(one: ParticlePackage): Promise<ParticleFile> {
  const { field, problem, folder, name } = one;
  if (field === undefined) throw problem ?? withoutField(folder);
  const path = join(folder, field.particles);
  await checkInside(folder, path);
  const file = await readParticleFile(path);
  const strange = file.kinds.find(({ kind }) => !field.kinds.includes(kind));
  if (file.package === name && strange === undefined) return file;
  throw new ParticleError({
    code: 'manifest-invalid',
    summary: 'the particle file does not belong to its package.json',
    path,
    expected: `kinds that the field 'sora' of ${name} lists`,
    found: strange?.kind ?? `particles of ${file.package}`,
    remedy: 'its author can make both anew with `sora describe`',
  });
}

async function checkInside(folder: string, path: string): Promise<void> {
  let real: readonly [string, string];
  try {
    real = [await realpath(folder), await realpath(path)];
  } catch (error) {
    // What is not there is told by whoever reads it.
    if (isSystemError(error)) return;
    throw error;
  }
  if (real[1].startsWith(real[0] + sep)) return;
  throw new ParticleError({
    code: 'manifest-invalid',
    summary: 'the particle file lies outside of its package',
    path,
  });
}
