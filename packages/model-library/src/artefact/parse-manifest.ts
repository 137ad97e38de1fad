import { type Json, ParticleError, type ParticleManifest } from '@sora-particles/combinator-core';
import { isUnsafeKey, MANIFEST_LIMITS } from '../json/limits.ts';
import {
  isObject,
  readArray,
  readBoolean,
  readInteger,
  readObject,
  readText,
  refuse,
} from '../json/read.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { byteLengthOf, type StoredDType } from '../safetensors/tensor-data.ts';
import { readCard } from './card.ts';
import { checkFiles } from './check-files.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  KNOWN_FEATURES,
  type Manifest,
  type ManifestFile,
  type ManifestTensor,
} from './manifest.ts';

const SHA256 = {
  wanted: '64 hexadecimal digits',
  test: (text: string) => /^[0-9a-f]{64}$/.test(text),
};
const SHORT = { wanted: 'up to 256 characters', test: (text: string) => text.length <= 256 };
const NAME = {
  wanted: `1 to ${MANIFEST_LIMITS.maxKeyLength} characters`,
  test: (text: string) =>
    text.length > 0 && text.length <= MANIFEST_LIMITS.maxKeyLength && !isUnsafeKey(text),
};
const DTYPES: readonly StoredDType[] = ['float32', 'int32', 'bool'];

/**
 * Reads a manifest that comes from somewhere else. Afterwards its parts agree with each other; the
 * particle in it, which is the registry's business, has not been looked at.
 *
 * @throws ParticleError `artefact-too-new`, `artefact-too-large`, else `artefact-invalid`.
 */
export function parseManifest(bytes: Uint8Array, source: string): Manifest {
  const json = parseStrictJson(bytes, source, MANIFEST_LIMITS);
  checkVersion(json, source);
  const fields = readObject(json, source, [
    'format',
    'version',
    'requiredFeatures',
    'card',
    'particle',
    'contract',
    'packages',
    'tensors',
    'files',
  ]);
  const { particle } = fields;
  if (!isObject(particle)) return refuse(`${source}.particle`, 'an object', particle);
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    requiredFeatures: [],
    card: readCard(fields['card'], `${source}.card`),
    // As it stands: fromManifest, which makes something of it, checks it.
    particle: particle as unknown as ParticleManifest,
    contract: readText(fields['contract'], `${source}.contract`, SHA256),
    packages: readArray(fields['packages'], `${source}.packages`, readPackage),
    tensors: readArray(fields['tensors'], `${source}.tensors`, readTensor),
    files: readArray(fields['files'], `${source}.files`, readFile),
  };
  checkFiles(manifest, source);
  return manifest;
}

/** Before anything else: what is newer may have fields that are not known here. */
function checkVersion(json: Json, source: string): void {
  if (!isObject(json) || json['format'] !== FORMAT) {
    return refuse(`${source}.format`, FORMAT, isObject(json) ? json['format'] : json);
  }
  const version = readInteger(json['version'], `${source}.version`, 1, Number.MAX_SAFE_INTEGER);
  const features = readArray(json['requiredFeatures'], `${source}.requiredFeatures`, (item, path) =>
    readText(item, path, SHORT),
  );
  const unknown = features.filter((feature) => !KNOWN_FEATURES.includes(feature));
  if (version <= FORMAT_VERSION && unknown.length === 0) return;
  throw new ParticleError({
    code: 'artefact-too-new',
    summary: 'it was written by a newer version of the model library',
    path: source,
    expected: `format version ${FORMAT_VERSION}, features: ${KNOWN_FEATURES.join(', ') || 'none'}`,
    found: `format version ${version}, features: ${features.join(', ') || 'none'}`,
    remedy: 'update @sora-particles/model-library',
  });
}

function readPackage(json: Json, path: string): Manifest['packages'][number] {
  const fields = readObject(json, path, ['name', 'version']);
  return {
    name: readText(fields['name'], `${path}.name`, SHORT),
    version: readText(fields['version'], `${path}.version`, SHORT),
  };
}

function readTensor(json: Json, path: string): ManifestTensor {
  const fields = readObject(json, path, ['name', 'dtype', 'shape', 'file', 'trainable']);
  const name = readText(fields['name'], `${path}.name`, NAME);
  const dtype = DTYPES.find((candidate) => candidate === fields['dtype']);
  if (dtype === undefined)
    return refuse(`${path}.dtype`, `one of ${DTYPES.join(', ')}`, fields['dtype']);
  const shape = readArray(fields['shape'], `${path}.shape`, (size, at) =>
    readInteger(size, at, 0, Number.MAX_SAFE_INTEGER),
  );
  if (byteLengthOf({ dtype, shape }) === undefined) {
    return refuse(`${path}.shape`, 'at most 6 sizes with a countable product', fields['shape']);
  }
  const file = readText(fields['file'], `${path}.file`, SHA256);
  return {
    name,
    dtype,
    shape,
    file,
    trainable: readBoolean(fields['trainable'], `${path}.trainable`),
  };
}

function readFile(json: Json, path: string): ManifestFile {
  const fields = readObject(json, path, ['sha256', 'bytes']);
  return {
    sha256: readText(fields['sha256'], `${path}.sha256`, SHA256),
    bytes: readInteger(fields['bytes'], `${path}.bytes`, 1, Number.MAX_SAFE_INTEGER),
  };
}
