import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import type { Manifest } from '../packages/tarballs.ts';
import type { Lab } from './lab.ts';

/** What a release reads of the workspace, and what of each package goes to the registry. */
const COPIED = ['package.json', '.npmrc', '.changeset', 'packages', 'docs/examples'];

/** What is not worth copying: none of it is published. */
const LEFT_OUT = ['node_modules', 'test', 'out', 'assembly'];

/** The manifests of the workspace, by name, those of private packages too. */
export function manifests(root: string): Map<string, Manifest> {
  return new Map(
    globSync('{packages,docs/examples}/*/package.json', { cwd: root })
      .sort()
      .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest)
      .map((manifest) => [manifest.name, manifest]),
  );
}

/** The names of the packages that are published. */
export function published(all: ReadonlyMap<string, Manifest>): string[] {
  return [...all.values()].filter((each) => each.private !== true).map(({ name }) => name);
}

/** A copy of the built workspace, in git, to set versions and to publish from. */
export async function copyWorkspace(lab: Lab, name: string): Promise<string> {
  const root = resolve('.');
  const copy = join(lab.folder, name);
  for (const path of COPIED) {
    if (!existsSync(path)) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(path, join(copy, path), {
      recursive: true,
      // A template has tests that are published.
      filter: (file) => file.includes('/templates/') || !LEFT_OUT.includes(basename(file)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, '.gitignore'), 'node_modules\n');
  await lab.run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: copy });
  await commit(lab, copy);
  return copy;
}

/** Commits everything, as a release is made from what is committed. */
export async function commit(lab: Lab, folder: string): Promise<void> {
  await lab.run('git', ['add', '--all'], { cwd: folder });
  await lab.run('git', ['commit', '--quiet', '--message=rehearsal'], { cwd: folder });
}

/** Runs changesets in a copy of the workspace. */
export function changeset(lab: Lab, copy: string, command: 'publish' | 'version', mayFail = false) {
  const script = join(copy, 'node_modules/@changesets/cli/bin.js');
  return lab.run(process.execPath, [script, command], { cwd: copy, mayFail });
}

/** Replaces the changesets that are there by one. */
export function writeChangeset(copy: string, name: string, bump: string): void {
  for (const file of globSync('.changeset/*.md', { cwd: copy })) rmSync(join(copy, file));
  writeFileSync(
    join(copy, '.changeset/rehearsal.md'),
    `---\n'${name}': ${bump}\n---\n\nRehearsal.\n`,
  );
}
