import { join } from 'node:path';
import {
  type AnyParticle,
  contractVersion,
  isParticleError,
  type JsonObject,
  ParticleError,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import { buildComposition } from '../composition/build.ts';
import type { Step } from '../composition/composition.ts';
import { readDocument } from '../composition/document.ts';
import { stepReader } from '../composition/read-composition.ts';
import { canonical } from '../composition/stub.ts';
import { readLimited } from '../files/read-file.ts';
import { catalogueOf } from '../metadata/catalogue.ts';
import { kindsIn, lazyRegistry, loadModule } from '../metadata/load-kinds.ts';
import { kindParts } from '../metadata/package-field.ts';
import {
  type DescribedKind,
  FORMAT,
  FORMAT_VERSION,
  type KindExample,
  type ParticleFile,
} from '../metadata/particle-file.ts';
import { type Accepted, probeOptions } from './probe-options.ts';
import { summariesIn } from './summaries.ts';

/** Name of the file with examples, beside package.json: a list of steps as in a composition file. */
const EXAMPLES = 'particle.examples.json';

/** What {@link describePackage} is told. */
export interface DescribeOptions {
  /** Where package.json is. */
  readonly folder: string;
  /** Its name. */
  readonly name: string;
  /** The entries that export lists of kinds. */
  readonly modules: readonly string[];
}

/**
 * Describes the particles of a package: loads it, makes one particle of each kind with the options of
 * each example and, where all may be left out, with none, and writes down contract and options. This
 * runs the package's code, and is for its author.
 *
 * @throws ParticleError `manifest-invalid` for a package that exports no kinds, or a kind without an
 *   example that needs one.
 */
export async function describePackage({
  folder,
  name,
  modules,
}: DescribeOptions): Promise<ParticleFile> {
  const families = [name, name.replace(/^@[^/]*\//, '')];
  const entries = new Map<string, ParticleKind>();
  for (const module of modules) {
    for (const entry of Object.values(loadModule({ name, folder }, module)).flatMap(kindsIn)) {
      if (families.includes(kindParts(entry.kind)?.family ?? '')) entries.set(entry.kind, entry);
    }
  }
  if (entries.size === 0) throw noKinds(name, modules);
  const examples = await readExamples(folder, entries, name);
  const summaries = await summariesIn(folder);
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    contract: contractVersion,
    package: name,
    kinds: [...entries.values()]
      .sort((a, b) => (a.kind < b.kind ? -1 : 1))
      .map((entry) => describeKind(entry, examples.get(entry.kind) ?? [], summaries)),
  };
}

function describeKind(
  entry: ParticleKind,
  given: readonly Accepted[],
  summaries: ReadonlyMap<string, string>,
): DescribedKind {
  const name = kindParts(entry.kind)?.name ?? entry.kind;
  const bare: Accepted = { options: {}, children: [] };
  const accepted = [...(isAccepted(entry, name, bare) ? [bare] : []), ...given];
  if (accepted.length === 0) throw noExample(entry);
  const examples = accepted.map(({ options, children }) =>
    exampleOf(options, entry.create(options, children, name)),
  );
  return {
    kind: entry.kind,
    summary: summaries.get(name) ?? '',
    options: probeOptions(entry, name, accepted),
    hasParts: accepted.some(({ children }) => children.length > 0),
    examples: distinct(examples),
  };
}

function isAccepted(entry: ParticleKind, name: string, { options, children }: Accepted): boolean {
  try {
    entry.create(options, children, name);
    return true;
  } catch {
    // Whatever it is: it takes an example.
    return false;
  }
}

function exampleOf(options: JsonObject, particle: AnyParticle): KindExample {
  const { config, input, output, where, params, state, traits, flops } = particle;
  return { options, config, contract: { input, output, where, params, state, traits, flops } };
}

function distinct(examples: readonly KindExample[]): readonly KindExample[] {
  const byConfig = new Map(
    examples.map((example) => [canonical({ ...example, options: {} }), example]),
  );
  return [...byConfig.values()];
}

async function readExamples(
  folder: string,
  entries: ReadonlyMap<string, ParticleKind>,
  packageName: string,
): Promise<ReadonlyMap<string, readonly Accepted[]>> {
  const path = join(folder, EXAMPLES);
  let text: string;
  try {
    text = new TextDecoder().decode(await readLimited(path, 1 << 20));
  } catch (error) {
    if (isParticleError(error, 'store-not-found')) return new Map();
    throw error;
  }
  const { value, locate } = readDocument(text, path);
  const steps = stepReader(locate).steps(value, []);
  const core = lazyRegistry(catalogueOf([]));
  const registry = { get: (kind: string) => entries.get(kind) ?? core.get(kind) };
  const builder = { registry, adapters: [], hint: (remedy: string) => remedy };
  const examples = new Map<string, Accepted[]>();
  for (const step of steps) {
    const found = foundIn(step);
    if (step.type !== 'kind' || !entries.has(step.kind)) {
      throw new ParticleError({
        code: 'manifest-invalid',
        summary: `an example is of a kind that ${packageName} exports`,
        path: locate(step.at),
        expected: [...entries.keys()].join(', '),
        found,
      });
    }
    const children = step.parts.map((part) =>
      buildComposition({ steps: Array.isArray(part) ? part : [part as Step], locate }, builder),
    );
    // Made once here, so that what is wrong is told with its place.
    buildComposition({ steps: [step], locate }, builder);
    examples.set(step.kind, [
      ...(examples.get(step.kind) ?? []),
      { options: step.options, children },
    ]);
  }
  return examples;
}

function foundIn(step: Step): string {
  return step.type === 'kind' ? step.kind : step.type;
}

function noKinds(name: string, modules: readonly string[]): ParticleError {
  return new ParticleError({
    code: 'manifest-invalid',
    summary: `${name} exports no kinds of its own`,
    path: modules.map((module) => name + module.slice(1)).join(', '),
    expected: `entries of a registry, e.g. leafKind('${name.replace(/^@[^/]*\//, '')}/gain@1', gain)`,
    remedy:
      'export the list of kinds; name the entries of the package that do in "sora": { "modules": ["."] }',
  });
}

function noExample({ kind }: ParticleKind): ParticleError {
  return new ParticleError({
    code: 'manifest-invalid',
    summary: `'${kind}' cannot be made without options or parts`,
    path: kind,
    remedy: `put an example into ${EXAMPLES}: [{ "kind": "${kind}", "options": { ... } }]`,
  });
}
