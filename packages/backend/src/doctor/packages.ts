import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A package that a project sees, or an entry of the tree. */
export interface FoundPackage {
  /** As it is published. */
  readonly name: string;
  /** As its package.json says. */
  readonly version: string;
  /** Its folder, without symbolic links. */
  readonly folder: string;
}

const names = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs',
];

/** The packages of TensorFlow.js that code in the project's folder gets. */
export async function tensorflowPackages(project: string): Promise<readonly FoundPackage[]> {
  const found = await Promise.all(names.map((name) => nearest(project, name)));
  return found.filter((one) => one !== undefined);
}

async function nearest(folder: string, name: string): Promise<FoundPackage | undefined> {
  const found = await packageAt(join(folder, 'node_modules', name), name);
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : nearest(parent, name));
}

async function packageAt(folder: string, name: string): Promise<FoundPackage | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { name, version, folder: await realpath(folder) };
  } catch {
    return undefined;
  }
}

/** Every copy of a package in the tree of `node_modules` at the project's root, each once. */
export async function copiesOf(name: string, project: string): Promise<readonly FoundPackage[]> {
  const copies = new Map<string, FoundPackage>();
  const visit = async (modules: string): Promise<void> => {
    const copy = await packageAt(join(modules, name), name);
    if (copy !== undefined) copies.set(copy.folder, copy);
    for (const folder of await packagesIn(modules)) await visit(join(folder, 'node_modules'));
  };
  await visit(join(project, 'node_modules'));
  const own = await nearest(project, name);
  if (own !== undefined) copies.set(own.folder, own);
  return [...copies.values()];
}

async function packagesIn(modules: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const entry of await directories(modules)) {
    const folder = join(modules, entry);
    if (!entry.startsWith('@')) folders.push(folder);
    else folders.push(...(await directories(folder)).map((name) => join(folder, name)));
  }
  return folders;
}

/** Links are left out: they lead to packages of the workspace, and could lead in circles. */
async function directories(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
