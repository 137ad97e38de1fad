import {
  type AnyParticle,
  checkVariables,
  isParticleError,
  ParticleError,
  type Variables,
} from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ManifestFile, ManifestTensor } from '../artefact/manifest.ts';
import { hashSlowly } from '../hash.ts';
import type { StoredDType, TensorData } from '../safetensors/tensor-data.ts';
import { writeSafetensors } from '../safetensors/write.ts';

/** A file of weights that is ready to be stored. */
interface PackedFile extends ManifestFile {
  readonly content: Uint8Array;
}

/** The weights and state of a particle as files, and where each tensor is. */
export interface Packed {
  readonly files: readonly PackedFile[];
  readonly tensors: readonly ManifestTensor[];
}

/** A larger tensor gets a file of its own. */
const MAX_FILE_BYTES = 1 << 28;

/**
 * Copies weights and state into files. Frozen weights are kept apart from what training changes, so
 * that versions that share a frozen part share its files.
 *
 * @throws ParticleError those of `checkVariables`, also for values that are not finite;
 *   `variable-invalid` for a type that no file holds or state that is marked as trainable; `aborted`.
 */
export async function pack(
  particle: AnyParticle,
  variables: Variables,
  signal: AbortSignal | undefined,
): Promise<Packed> {
  checkVariables(particle, variables);
  const files: PackedFile[] = [];
  const fileOf = new Map<string, string>();
  for (const group of await collect(particle, variables)) {
    const content = writeSafetensors(group);
    const sha256 = await hashSlowly(content, signal);
    files.push({ sha256, bytes: content.byteLength, content });
    for (const { name } of group) fileOf.set(name, sha256);
  }
  const tensors = Object.entries(variables).map(([name, { value, trainable }]): ManifestTensor => {
    const { shape } = value;
    return {
      name,
      dtype: storedDType(name, value),
      shape,
      file: fileOf.get(name) ?? '',
      trainable,
    };
  });
  return { files, tensors };
}

async function collect(
  particle: AnyParticle,
  variables: Variables,
): Promise<readonly (readonly TensorData[])[]> {
  const frozen: TensorData[] = [];
  const changing: TensorData[] = [];
  // Sorted, so that equal weights give equal files.
  const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, { value, trainable }] of sorted) {
    const isState = Object.hasOwn(particle.state, path);
    if (isState && trainable) {
      throw new ParticleError({
        code: 'variable-invalid',
        summary: 'it is state, and marked as trainable',
        path,
      });
    }
    (isState || trainable ? changing : frozen).push(await readTensor(path, value));
  }
  return [...inFiles(frozen), ...inFiles(changing)];
}

async function readTensor(name: string, value: Tensor): Promise<TensorData> {
  const dtype = storedDType(name, value);
  try {
    const data = await value.data<'float32' | 'int32' | 'bool'>();
    if (dtype === 'float32') checkFinite(name, data);
    return { name, dtype, shape: value.shape, data };
  } catch (cause) {
    if (isParticleError(cause)) throw cause;
    throw new ParticleError({
      code: value.isDisposed ? 'disposed' : 'variable-invalid',
      summary: 'the tensor cannot be read',
      path: name,
      cause,
    });
  }
}

// There may be millions of values: a plain loop, and a test that needs no call. Only of NaN and of
// infinities the difference with themselves is not 0.
function checkFinite(path: string, data: ArrayLike<number>): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value - value === 0) continue;
    throw new ParticleError({
      code: 'value-not-finite',
      summary: `the value at position ${i} is ${value}`,
      path,
      expected: 'finite numbers',
    });
  }
}

function storedDType(path: string, { dtype }: Tensor): StoredDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new ParticleError({
    code: 'variable-invalid',
    summary: `a ${dtype} tensor cannot be stored`,
    path,
    expected: 'float32, int32 or bool',
    found: dtype,
  });
}

function inFiles(tensors: readonly TensorData[]): readonly (readonly TensorData[])[] {
  const groups: TensorData[][] = [];
  let bytes = Infinity;
  for (const tensor of tensors) {
    bytes += tensor.data.byteLength;
    if (bytes > MAX_FILE_BYTES) {
      groups.push([]);
      bytes = tensor.data.byteLength;
    }
    groups.at(-1)?.push(tensor);
  }
  return groups;
}
