import { MANIFEST_LIMITS } from '../json/limits.ts';
import { refuse } from '../json/read.ts';
import { PREFIX } from '../safetensors/header.ts';
import { byteLengthOf } from '../safetensors/tensor-data.ts';
import type { Manifest } from './manifest.ts';

/**
 * Proves that tensors and files of a manifest agree: no name twice, each tensor in a file of the list,
 * each file of the size that its tensors make it. Afterwards the sizes of the files bound what loading
 * allocates.
 *
 * @throws {@link ParticleError} `artefact-invalid`.
 */
export function checkFiles(
  { tensors, files }: Pick<Manifest, 'tensors' | 'files'>,
  source: string,
): void {
  const names = new Set<string>();
  const dataBytes = new Map(files.map(({ sha256 }) => [sha256, 0]));
  if (dataBytes.size !== files.length)
    refuse(`${source}.files`, 'a list without repetition', 'one twice');
  for (const tensor of tensors) {
    const { name, file } = tensor;
    if (names.has(name))
      refuse(`${source}.tensors`, 'a list without repetition', `'${name}' twice`);
    names.add(name);
    const before = dataBytes.get(file);
    if (before === undefined)
      return refuse(`${source}.tensors: ${name}`, 'in a file of the list', file);
    dataBytes.set(file, before + (byteLengthOf(tensor) ?? Infinity));
  }
  for (const { sha256, bytes } of files) {
    const data = dataBytes.get(sha256) ?? 0;
    // A length, the header, the data: a header has a limit, and names one tensor at least.
    const least = data + PREFIX + '{"a":{}}'.length;
    const most = data + PREFIX + MANIFEST_LIMITS.maxBytes;
    if (bytes >= least && bytes <= most) continue;
    refuse(
      `${source}.files: ${sha256}`,
      `${least} to ${most} bytes for its tensors`,
      `${bytes} bytes`,
    );
  }
}
