import { HEADER_LIMITS } from '../json/limits.ts';
import { refuse } from '../json/read.ts';
import { PREFIX } from '../safetensors/header.ts';
import { byteLengthOf } from '../safetensors/tensor-data.ts';
import type { Manifest, ManifestTensor } from './manifest.ts';

/** A file has a length, a header that names a tensor at least, and the data. */
const LEAST_HEADER = '{"a":{}}'.length;

/**
 * Proves that tensors and files of a manifest agree: no name twice, each tensor in a file of the list,
 * each file with tensors and of the size that they make it. Afterwards the sizes of the files bound
 * what loading allocates.
 *
 * @throws ParticleError `artefact-invalid`.
 */
export function checkFiles(
  { tensors, files }: Pick<Manifest, 'tensors' | 'files'>,
  source: string,
): void {
  refuseRepeated(tensors, ({ name }) => name, `${source}.tensors`);
  refuseRepeated(files, ({ sha256 }) => sha256, `${source}.files`);
  const dataBytes = bytesByFile(tensors);
  for (const { sha256, bytes } of files) {
    const path = `${source}.files: ${sha256}`;
    const data = dataBytes.get(sha256);
    if (data === undefined) return refuse(path, 'the file of a tensor', 'a file of none');
    dataBytes.delete(sha256);
    const least = data + PREFIX + LEAST_HEADER;
    const most = data + PREFIX + HEADER_LIMITS.maxBytes;
    if (bytes >= least && bytes <= most) continue;
    refuse(path, `${least} to ${most} bytes for its tensors`, `${bytes} bytes`);
  }
  const [missing] = dataBytes.keys();
  if (missing !== undefined) refuse(`${source}.tensors`, 'in files of the list', missing);
}

function refuseRepeated<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  path: string,
): void {
  const names = new Set<string>();
  for (const name of items.map(nameOf)) {
    if (names.has(name)) refuse(path, 'a list without repetition', `'${name}' twice`);
    names.add(name);
  }
}

function bytesByFile(tensors: readonly ManifestTensor[]): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const tensor of tensors) {
    bytes.set(tensor.file, (bytes.get(tensor.file) ?? 0) + (byteLengthOf(tensor) ?? Infinity));
  }
  return bytes;
}
