import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of ours as it would be published. */
export interface Tarball {
  file: string;
  manifest: Manifest;
}

/** The fields of package.json that the checks read. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  exports: Record<string, unknown>;
  dependencies?: Record<string, string>;
  peerDependencies: Record<string, string>;
  scripts?: Record<string, string>;
  nx?: { tags?: string[] };
}

/** Packs every package (built before with `npm run build`) into the folder `into`. */
export function packAll(into: string): Tarball[] {
  return readdirSync('packages').map((folder) => {
    const options = ['pack', '--ignore-scripts', '--json', '--pack-destination', into];
    const out = execFileSync('npm', options, {
      cwd: join('packages', folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [packed] = JSON.parse(out) as [{ filename: string }];
    const manifest = JSON.parse(
      readFileSync(join('packages', folder, 'package.json'), 'utf8'),
    ) as Manifest;
    return { file: join(into, packed.filename.replace('@', '').replace('/', '-')), manifest };
  });
}
