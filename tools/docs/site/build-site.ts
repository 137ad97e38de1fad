import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildReference } from './build-reference.ts';
import { ROOT } from './places.ts';

/** Makes the folder of the site anew: guides, reference and search, and the live page within. */
export async function buildSite(out: string): Promise<void> {
  await buildReference(out);
  buildPackages();
  // Not before there is something to import.
  const { buildPage } = await import('../../../docs/examples/live/src/build.ts');
  await buildPage(join(out, 'live'), { home: '../index.html' });
}

/** The live page is made of what is published. What did not change comes from the cache. */
function buildPackages(): void {
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['nx', 'run-many', '-t', 'build', '--output-style=static'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the packages do not build:\n${stdout}${stderr}`);
}
