import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import type { Registry } from './registry.ts';
import { changeset, manifests, published } from './workspace.ts';

/** After how many packages the registry fails. */
const ENOUGH = 3;

/** Publishes until the registry is killed in between. */
export async function publishHalf(lab: Lab, copy: string, registry: Registry): Promise<string> {
  const all = published(manifests(copy));
  const unbuilt = all.filter((name) => !existsSync(join(copy, folderOf(name), 'dist')));
  if (unbuilt.length > 0) throw new Error(`not built: ${unbuilt.join(', ')}`);
  registry.onAccepted = () => {
    if (registry.accepted.size >= ENOUGH) registry.kill();
  };
  const { env } = lab;
  lab.env = { ...env, npm_config_fetch_retries: '0' };
  const { code } = await changeset(lab, copy, 'publish', true);
  lab.env = env;
  registry.onAccepted = undefined;
  if (code === 0) throw new Error('it was not noticed that the registry had gone');
  const { size } = registry.accepted;
  if (size === 0 || size === all.length) throw new Error(`${String(size)} packages are there`);
  return `${String(size)} of ${String(all.length)} were accepted, and the command failed`;
}

/** Publishes again: what is missing now comes, and nothing comes twice. */
export async function publishRest(lab: Lab, copy: string, registry: Registry): Promise<string> {
  await registry.start();
  const all = manifests(copy);
  await changeset(lab, copy, 'publish');
  for (const name of published(all)) {
    const text = await lab.npm(lab.folder, 'view', name, 'versions', '--json');
    const versions = [JSON.parse(text) as string | string[]].flat();
    if (versions.join() !== (all.get(name)?.version ?? '')) {
      throw new Error(`${name}: the registry has ${versions.join(', ') || 'nothing'}`);
    }
  }
  const twice = [...registry.accepted].filter(([, times]) => times !== 1);
  if (twice.length > 0)
    throw new Error(`published twice: ${twice.map(([name]) => name).join(', ')}`);
  return `all ${String(published(all).length)} are there, each accepted once`;
}

function folderOf(name: string): string {
  return name.replace('@sora-particles/', 'packages/');
}
