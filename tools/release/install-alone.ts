import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../packages/tarballs.ts';
import type { Lab } from './lab.ts';

/** A package in the lock file that npm writes into node_modules. */
interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const OURS = '@sora-particles/';

/** Makes an empty project. */
export function project(lab: Lab, name: string): string {
  const folder = join(lab.folder, name);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'user', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** Installs one package into an empty project, and checks that nothing comes along that it does not declare. */
export async function installAlone(lab: Lab, folder: string, manifest: Manifest): Promise<string> {
  const { name } = manifest;
  await lab.npm(folder, 'install', name);
  const lock = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> };
  const problems = strangers(manifest, packages);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const all = Object.keys(packages);
  const ours = all.filter((path) => path.includes(OURS));
  const bytes = (path: string) => (sizeOf(path) / 1e6).toFixed(1);
  const own = bytes(join(folder, 'node_modules', name));
  return `${String(all.length)} packages, ${bytes(folder)} MB; ${String(ours.length)} of ours, itself ${own} MB`;
}

/**
 * What of a tree of packages should not be there: what nobody declares; any package of ours but the core,
 * unless it is a tool, which may depend on others; a second copy of TensorFlow.js.
 */
export function strangers(
  manifest: Manifest,
  packages: Readonly<Record<string, Locked>>,
): string[] {
  const names = Object.keys(packages).map(nameOf);
  const declared = declaredFrom(manifest, packages);
  const isTool = manifest.nx?.tags?.includes('kind:tool') === true;
  const ours = [manifest.name, `${OURS}combinator-core`];
  const copies = names.filter((name) => name === '@tensorflow/tfjs-core').length;
  return [
    ...names.filter((name) => !declared.has(name)).map((name) => `${name} is declared by nobody`),
    ...names
      .filter((name) => name.startsWith(OURS) && !isTool && !ours.includes(name))
      .map((name) => `${name} came along`),
    ...(copies > 1 ? [`${copies} copies of @tensorflow/tfjs-core`] : []),
  ];
}

/** The names that a package leads to, by what it declares and what these declare. */
function declaredFrom(
  manifest: Manifest,
  packages: Readonly<Record<string, Locked>>,
): ReadonlySet<string> {
  const found = new Set([manifest.name]);
  const follow = ({ dependencies, optionalDependencies, peerDependencies }: Locked): void => {
    for (const name of Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
    })) {
      if (found.has(name)) continue;
      found.add(name);
      for (const [path, next] of Object.entries(packages)) if (nameOf(path) === name) follow(next);
    }
  };
  follow(manifest);
  return found;
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function sizeOf(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
