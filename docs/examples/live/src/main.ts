/**
 * `npm run live`: builds the page into docs/live and serves it.
 *
 *     npm run live                  builds and serves
 *     npm run live -- --build       only builds: docs/live can be put on any web server
 *     npm run live -- --port 8080   at this port rather than any free one
 */
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from './serve.ts';

const OUT = fileURLToPath(new URL('../../../live', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { build: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port: needs a number from 0 to 65535, got '${values.port}'`);
  }
  buildPackages();
  // Not before there is something to import.
  const { buildPage } = await import('./build.ts');
  console.log('Training the network of the page: one epoch, some seconds');
  const { accuracy } = await buildPage(OUT);
  console.log(`It reads ${(100 * accuracy).toFixed(1)} % of the test images rightly`);
  console.log(`Built ${relative(process.cwd(), OUT)}`);
  if (values.build) return;
  const { url } = await serve(OUT, port);
  console.log(`Open ${url} (Ctrl-C ends it)`);
}

/** The page is made of what is published. What did not change comes from the cache. */
function buildPackages(): void {
  console.log('Building the packages');
  const command = ['nx', 'run-many', '-t', 'build', '--output-style=static'];
  const { status, stdout, stderr } = spawnSync('npx', command, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the packages do not build:\n${stdout}${stderr}`);
}
