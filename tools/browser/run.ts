/**
 * `npm run test:browser`: runs the same code in Node and in Chromium, and compares what comes out. Ends
 * with how many cases passed. Without a Chromium it says so, and nothing passes or fails.
 *
 *     npm run test:browser               everything
 *     npm run test:browser -- training   the cases with this in their names
 *
 * Both sides run the built packages, as a user's Node and a user's bundler see them, so it builds first.
 */
import { spawnSync } from 'node:child_process';
import { bundleChecks } from './bundle-checks.ts';
import { findChromium } from './chromium.ts';
import { openBrowser } from './open-browser.ts';

const wanted = process.argv[2] ?? '';
let passed = 0;
let failed = 0;

/** Runs a check, which gives what there is to say or throws, and prints how it went. */
async function report(name: string, check: () => Promise<string>): Promise<void> {
  if (!name.includes(wanted)) return;
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  try {
    const note = await check();
    passed++;
    console.log(`ok     ${name}: ${note}, ${seconds()} s`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}, ${seconds()} s\n${messageOf(error)}\n`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Builds all packages; what did not change comes from the cache. */
function build(): void {
  const options = ['run-many', '-t', 'build', '--output-style=static'];
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/nx', options, {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the packages do not build:\n${stdout}${stderr}`);
}

async function compareAll(executablePath: string): Promise<void> {
  build();
  for (const { name, run } of bundleChecks) await report(name, run);
  // Not before there is something to import.
  const { cases } = await import('./cases/index.ts');
  const { contractCase } = await import('./cases/contract.ts');
  const { compareCase } = await import('./compare-case.ts');
  const { checkLivePage } = await import('./live-page.ts');
  const { checkDocsSite } = await import('./docs-site.ts');
  const browser = await openBrowser(executablePath);
  try {
    for (const one of [contractCase, ...cases]) {
      await report(one.name, () => compareCase(one, browser));
    }
  } finally {
    await browser.close();
  }
  await report('the live page', () => checkLivePage(executablePath));
  await report('the docs site', () => checkDocsSite(executablePath));
}

const chromium = findChromium();
if (chromium.path === undefined) {
  console.log(`skipped, as there is no Chromium: ${chromium.reason}`);
  console.log('To get one: apt-get install chromium. Or set CHROMIUM to the path of one.');
} else {
  console.log(`Node ${process.version} and ${chromium.version}`);
  await compareAll(chromium.path).catch((error: unknown) => {
    failed++;
    console.log(`FAILED: ${messageOf(error)}`);
  });
}
if (chromium.path !== undefined && passed + failed === 0) {
  failed++;
  console.log(`FAILED: no case has '${wanted}' in its name`);
}
console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 ? 0 : 1;
