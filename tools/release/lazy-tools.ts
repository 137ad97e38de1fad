import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Lab } from './lab.ts';

/** Kept between rehearsals, and ignored by git. */
const CACHE = resolve('.cache/release');

/** Packages of npm that only the rehearsal needs, in a folder of their own. */
interface Tools {
  readonly dependencies: Record<string, string>;
  readonly overrides?: object;
}

/** The registry. Its audit plugin asks for a version of node-fetch that cannot be had everywhere. */
const REGISTRY: Tools = {
  dependencies: { verdaccio: '6.7.4' },
  overrides: { 'verdaccio-audit': { 'node-fetch': '2.6.13' } },
};

/** What users have, and the workspace has not. */
const USERS: Tools = {
  dependencies: { 'typescript-5': 'npm:typescript@5.9.3', vite: '8.3.8', webpack: '5.112.2' },
};

/** npm's cache of the rehearsal, so that packages which are never really published stay out of the user's. */
export function npmCache(): string {
  const folder = join(CACHE, 'npm');
  // What `npm create` has run before would be run again.
  rmSync(join(folder, '_npx'), { recursive: true, force: true });
  return folder;
}

/** Installs the registry where it is not yet; gives its folder. */
export function registryTools(lab: Lab): Promise<string> {
  return install(lab, 'verdaccio', REGISTRY);
}

/** Installs the bundlers and the older compiler where they are not yet; gives their folder. */
export function userTools(lab: Lab): Promise<string> {
  return install(lab, 'tools', USERS);
}

/** From the registry that npm is configured to use. */
async function install(lab: Lab, name: string, tools: Tools): Promise<string> {
  const folder = join(CACHE, name);
  const manifest = JSON.stringify({ private: true, ...tools }, null, 2);
  const done = join(folder, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === manifest) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifest);
  await lab.npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts');
  writeFileSync(done, manifest);
  return folder;
}
