/**
 * `npm run docs`: builds the site, one folder with guides, reference, search and the live page.
 *
 *     npm run docs               builds it into docs/site
 *     npm run docs -- --serve    builds it, serves it to this machine and says where; `--port 8080` there
 *
 * All but the live page works from the file system; that page fetches a model, which needs a server.
 */
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../../../docs/examples/live/src/serve.ts';
import { buildSite } from './build-site.ts';
import { ROOT, SITE } from './places.ts';

const { values } = parseArgs({
  options: { serve: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
process.chdir(ROOT);

try {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port: needs a number from 0 to 65535, got '${values.port}'`);
  }
  await buildSite(SITE);
  console.log(`Built ${relative(process.cwd(), SITE)}`);
  console.log(`Open ${pathToFileURL(join(SITE, 'index.html')).href} (all but the live page), or`);
  if (values.serve) {
    const { url } = await serve(SITE, port);
    console.log(`open ${url} (Ctrl-C ends it)`);
  } else {
    console.log('npm run docs -- --serve');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
