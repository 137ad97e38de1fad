import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, storing } from '../system/failure.ts';

/** Bytes that are copied into the package: ten times what was measured. */
const BINDING_BYTES = 1_000_000;

/** What is put into the package. */
export interface BuiltBinding {
  /** The compiled `tfjs_binding.node`. */
  readonly binding: string;
  /** The shared libraries that it needs. */
  readonly libraries: readonly string[];
}

/**
 * Puts libraries and binding where `@tensorflow/tfjs-node` looks for them; the binding last, as it is
 * what makes the package look complete. The libraries are not copied.
 */
export async function putBinding(
  folder: string,
  { binding, libraries }: BuiltBinding,
): Promise<void> {
  const put = async () => {
    for (const library of libraries) {
      await replace(join(folder, 'deps', 'lib', basename(library)), (to) => share(library, to));
    }
    const target = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
    await replace(target, (to) => copyFile(binding, to));
  };
  await storing(folder, put, BINDING_BYTES);
}

/** Makes the file under another name, then renames, so that there is never half of one. */
async function replace(target: string, make: (to: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.partial`;
  await rm(partial, { force: true });
  try {
    await make(partial);
    await rm(target, { force: true });
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** A hard link survives when the cache is emptied; on another file system it has to be a symbolic one. */
async function share(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
    await symlink(from, to);
  }
}
