import { isParticleError, ParticleError } from '@sora-particles/combinator-core';
import type { Manifest, ManifestFile } from '../artefact/manifest.ts';
import { objectPath } from '../artefact/paths.ts';
import { hashSlowly } from '../hash.ts';
import { parseSafetensors } from '../safetensors/parse.ts';
import type { TensorData, TensorHeader } from '../safetensors/tensor-data.ts';
import type { Store } from '../store/store.ts';
import { readWhole } from './read-file.ts';

/**
 * The tensors of one file of a manifest, in no particular order.
 *
 * @throws ParticleError `artefact-corrupted` if the file is missing, of another size or hash;
 *   `artefact-invalid` if it does not hold what the manifest says; those of `parseSafetensors`.
 */
export async function readWeights(
  store: Store,
  name: string,
  file: ManifestFile,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<readonly TensorData[]> {
  const path = objectPath(name, file.sha256);
  const bytes = await readObject(store, path, file, signal);
  const found = await hashSlowly(bytes, signal);
  if (found !== file.sha256) throw corrupted(path, 'another SHA-256 than its name says', found);
  const tensors = parseSafetensors(bytes, path);
  const promised = manifest.tensors.filter((tensor) => tensor.file === file.sha256);
  const signatures = new Set(tensors.map(signatureOf));
  if (
    promised.length === tensors.length &&
    promised.every((each) => signatures.has(signatureOf(each)))
  ) {
    return tensors;
  }
  throw new ParticleError({
    code: 'artefact-invalid',
    summary: 'the file does not hold the tensors that the manifest says',
    path,
    expected: promised
      .map((tensor) => tensor.name)
      .join(', ')
      .slice(0, 200),
    found: tensors
      .map((tensor) => tensor.name)
      .join(', ')
      .slice(0, 200),
  });
}

function signatureOf({ name, dtype, shape }: TensorHeader): string {
  return `${dtype} [${shape.join()}] ${name}`;
}

async function readObject(
  store: Store,
  path: string,
  { bytes: expected }: ManifestFile,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const bytes = await readWhole(store, path, expected, signal);
    if (bytes.byteLength === expected) return bytes;
    throw corrupted(path, 'not of the size that the manifest says', `${bytes.byteLength} bytes`);
  } catch (error) {
    if (isParticleError(error, 'store-not-found')) {
      throw corrupted(path, 'missing', 'nothing', error);
    }
    if (isParticleError(error, 'artefact-too-large')) {
      throw corrupted(path, 'not of the size that the manifest says', `over ${expected} bytes`);
    }
    throw error;
  }
}

function corrupted(path: string, problem: string, found: string, cause?: unknown): ParticleError {
  return new ParticleError({
    code: 'artefact-corrupted',
    summary: `a file of weights is ${problem}`,
    path,
    found,
    cause,
    remedy: 'load another version, or restore the file from a copy',
  });
}
