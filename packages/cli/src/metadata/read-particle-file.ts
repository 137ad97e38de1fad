import {
  isParticleError,
  type Json,
  type JsonObject,
  ParticleError,
  validateContract,
} from '@sora-particles/combinator-core';
import { type JsonLimits, parseStrictJson } from '@sora-particles/model-library';
import { readLimited } from '../files/read-file.ts';
import {
  type DescribedKind,
  FORMAT,
  FORMAT_VERSION,
  type KindExample,
  type ParticleFile,
  type StatedContract,
} from './particle-file.ts';
import { fieldReader } from './read-fields.ts';

/** How large a particle file may be. */
const PARTICLE_FILE_LIMITS: JsonLimits = {
  maxBytes: 8 << 20,
  maxDepth: 24,
  maxNodes: 400_000,
  maxKeyLength: 512,
};

/**
 * Reads a particle file. It comes from somewhere else: it is read strictly, and every contract in it is
 * validated. Nothing is run.
 *
 * @throws ParticleError `store-not-found`, `artefact-too-large`, `artefact-invalid`,
 *   `artefact-too-new`, `manifest-invalid`, `contract-invalid`.
 */
export async function readParticleFile(path: string): Promise<ParticleFile> {
  const bytes = await readLimited(path, PARTICLE_FILE_LIMITS.maxBytes);
  return parseParticleFile(parseStrictJson(bytes, path, PARTICLE_FILE_LIMITS), path);
}

/** Like {@link readParticleFile}, from JSON. */
function parseParticleFile(json: Json, source: string): ParticleFile {
  const { object, text, list, refuse } = fieldReader(source);
  const file = object(json, 'the file');
  if (file['format'] !== FORMAT) return refuse('format', FORMAT, file['format']);
  checkVersion(file['version'], source);
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    contract: text(file['contract'], 'contract', 20),
    package: text(file['package'], 'package', 214),
    kinds: list(file['kinds'], 'kinds', (kind, at) => readKind(kind, at, source)),
  };
}

function checkVersion(version: Json | undefined, source: string): void {
  if (version === FORMAT_VERSION) return;
  const isNewer = typeof version === 'number' && version > FORMAT_VERSION;
  throw new ParticleError({
    code: isNewer ? 'artefact-too-new' : 'manifest-invalid',
    summary: 'unknown version of the particle file',
    path: source,
    expected: String(FORMAT_VERSION),
    found: JSON.stringify(version ?? null).slice(0, 80),
    ...(isNewer && { remedy: 'install a newer @sora-particles/cli' }),
  });
}

function readKind(json: Json, at: string, source: string): DescribedKind {
  const { object, text, list, refuse } = fieldReader(source);
  const kind = object(json, at);
  const { summary = '', hasParts = false } = kind;
  if (typeof summary !== 'string') return refuse(`${at}.summary`, 'a text', summary);
  if (typeof hasParts !== 'boolean') return refuse(`${at}.hasParts`, 'true or false', hasParts);
  return {
    kind: text(kind['kind'], `${at}.kind`, 200),
    summary,
    options: object(kind['options'], `${at}.options`),
    hasParts,
    examples: list(kind['examples'], `${at}.examples`, (example, path) =>
      readExample(example, path, source),
    ),
  };
}

function readExample(json: Json, at: string, source: string): KindExample {
  const { object } = fieldReader(source);
  const example = object(json, at);
  return {
    options: object(example['options'], `${at}.options`),
    config: object(example['config'], `${at}.config`),
    contract: readContract(object(example['contract'], `${at}.contract`), at, source),
  };
}

const TRAITS = ['deterministic', 'batchable', 'differentiable', 'needsSeed', 'host'] as const;

function readContract(json: JsonObject, at: string, source: string): StatedContract {
  const { object, list, refuse } = fieldReader(source);
  const traits = object(json['traits'], `${at}.contract.traits`);
  const unclear = TRAITS.find((trait) => typeof traits[trait] !== 'boolean');
  if (unclear !== undefined) {
    return refuse(`${at}.contract.traits.${unclear}`, 'true or false', traits[unclear]);
  }
  for (const side of ['params', 'state'] as const) {
    for (const [name, spec] of Object.entries(object(json[side], `${at}.contract.${side}`))) {
      list(
        object(spec, `${at}.contract.${side}.${name}`)['shape'],
        `${side}.${name}.shape`,
        Boolean,
      );
    }
  }
  // Of the right form as far as it goes; what it says is validated next, as for any particle.
  const stated = {
    input: object(json['input'], `${at}.contract.input`),
    output: object(json['output'], `${at}.contract.output`),
    where: list(json['where'], `${at}.contract.where`, (each) => each),
    params: json['params'],
    state: json['state'],
    traits,
    flops: json['flops'] ?? 0,
  };
  const contract = stated as unknown as StatedContract;
  try {
    validateContract(at, contract, contract);
  } catch (error) {
    throw new ParticleError({
      code: 'contract-invalid',
      summary: `this contract cannot be: ${isParticleError(error) ? error.summary : 'it has another form'}`,
      path: `${source}: ${at}`,
      cause: error,
    });
  }
  return contract;
}
