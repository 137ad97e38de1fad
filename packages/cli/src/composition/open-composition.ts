import {
  type AnyParticle,
  isParticleError,
  ParticleError,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import { type Catalogue, CORE } from '../metadata/catalogue.ts';
import { kindParts } from '../metadata/package-field.ts';
import { lazyRegistry } from '../metadata/load-kinds.ts';
import type { DescribedKind } from '../metadata/particle-file.ts';
import { hintFor, installedAdapter } from './adapters.ts';
import { buildComposition } from './build.ts';
import type { CompositionFile } from './composition.ts';
import { kindsOf } from './kinds-of.ts';
import { exampleWith, stubOf } from './stub.ts';

/** How the particles of a composition may be made. */
export type Loading =
  /** By what packages describe where that is enough, else by loading the package. */
  | 'if-needed'
  /** By what packages describe; what they do not describe is refused. */
  | 'never'
  /** By loading the packages: for running. */
  | 'always';

/** A composition that fits. */
export interface OpenedComposition {
  readonly particle: AnyParticle;
  /** How many weights it has. */
  readonly weights: number;
  /** The packages that were loaded, which ran their code. The core is part of this program. */
  readonly loaded: readonly string[];
  /** The packages whose descriptions were enough. */
  readonly byMetadata: readonly string[];
}

/**
 * Makes the particle of a composition file from what is installed. Only packages that make a kind which
 * the file names are ever loaded.
 *
 * @throws ParticleError as {@link buildComposition}; `kind-unknown` and `kind-duplicate` before anything
 *   is loaded.
 */
export async function openComposition(
  file: CompositionFile,
  catalogue: Catalogue,
  loading: Loading,
): Promise<OpenedComposition> {
  const described = new Map<string, DescribedKind>();
  for (const { kind, at } of kindsOf(file.steps).filter((named) => !isCore(named.kind))) {
    checkInstalled(catalogue, kind, file.locate(at));
    const known = loading === 'always' ? undefined : await describeIfPossible(catalogue, kind);
    if (known !== undefined) described.set(kind, known);
  }
  const registry = lazyRegistry(catalogue);
  const judged = new Set<string>();
  const entryOf = (kind: string): ParticleKind => ({
    kind,
    create(config, children, name) {
      const known = described.get(kind);
      const example = known && exampleWith(known, config);
      if (example !== undefined) {
        judged.add(catalogue.packageOf(kind).name);
        return stubOf(kind, name, example);
      }
      if (loading === 'never' && !isCore(kind)) throw notDescribed(kind);
      return registry.get(kind).create(config, children, name);
    },
  });
  const particle = buildComposition(file, {
    registry: { get: entryOf },
    adapters: [installedAdapter(await installedKinds(catalogue))],
    hint: hintFor(catalogue.kinds),
  });
  // Weights of a chain are derived when they are asked for: two of one path show now.
  const weights = Object.keys(particle.params).length;
  const loaded = registry.loaded();
  const byMetadata = [...judged].filter((name) => !loaded.includes(name));
  return { particle, weights, loaded, byMetadata };
}

/** Whether a kind is one of the core, which is part of this program. */
function isCore(kind: string): boolean {
  return kindParts(kind)?.family === 'combinator-core';
}

function checkInstalled(catalogue: Catalogue, kind: string, place: string): void {
  try {
    catalogue.packageOf(kind);
  } catch (error) {
    if (!isParticleError(error)) throw error;
    const { code, summary, expected, found, remedy } = error;
    throw new ParticleError({ code, summary, expected, found, remedy, path: place, cause: error });
  }
}

/** A package whose description is broken may still be loaded. */
async function describeIfPossible(
  catalogue: Catalogue,
  kind: string,
): Promise<DescribedKind | undefined> {
  try {
    return await catalogue.describe(kind);
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw error;
  }
}

/** What is installed besides the core, which suggests its own adapters. */
async function installedKinds(catalogue: Catalogue): Promise<readonly DescribedKind[]> {
  const lists = await Promise.all(
    catalogue.packages
      .filter(({ field, name }) => field !== undefined && name !== CORE)
      .flatMap(({ field }) => field?.kinds ?? [])
      .filter((kind) => isMadeOnce(catalogue, kind))
      .map((kind) => describeIfPossible(catalogue, kind)),
  );
  return lists.filter((one) => one !== undefined);
}

function isMadeOnce(catalogue: Catalogue, kind: string): boolean {
  try {
    catalogue.packageOf(kind);
    return true;
  } catch {
    return false;
  }
}

function notDescribed(kind: string): ParticleError {
  return new ParticleError({
    code: 'contract-invalid',
    summary: `the package of '${kind}' does not describe it with these options`,
    path: kind,
    remedy:
      'leave --no-load out, so that the package is loaded; or use the options of an example (sora info)',
  });
}
