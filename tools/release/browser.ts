import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { globSync } from 'tinyglobby';
import { FLAGS } from '../browser/chromium.ts';
import type { Lab } from './lab.ts';

/** How long a page may take, in milliseconds. It takes a second or two. */
const PATIENCE = 120_000;

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Bundles the project with Vite; gives the folder of the site. */
export async function bundleWithVite(lab: Lab, folder: string, tools: string): Promise<string> {
  const script = join(tools, 'node_modules/vite/bin/vite.js');
  await lab.node(folder, script, 'build', '--outDir', 'site-vite', '--logLevel', 'warn');
  return join(folder, 'site-vite');
}

/** Bundles the project with webpack; gives the folder of the site. */
export async function bundleWithWebpack(lab: Lab, folder: string, tools: string): Promise<string> {
  const site = join(folder, 'site-webpack');
  await lab.node(folder, resolve('tools/release/webpack.cjs'), tools, './browser.js', site);
  writeFileSync(
    join(site, 'index.html'),
    '<!doctype html><script type="module" src="/main.js"></script>',
  );
  return site;
}

/** Opens a site in Chromium and waits for the numbers that it computes. No server: files are handed in. */
export async function numbersOf(site: string, executablePath: string): Promise<number[]> {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(site, pathname === '/' ? 'index.html' : pathname);
      if (!existsSync(file)) return route.fulfill({ status: 404 });
      const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
      return route.fulfill({ body: readFileSync(file), contentType });
    });
    await page.goto('http://site.test/');
    const handle = await page.waitForFunction('globalThis.outcome', undefined, {
      timeout: PATIENCE,
    });
    const { numbers, error } = (await handle.jsonValue()) as { numbers?: number[]; error?: string };
    if (numbers === undefined) throw new Error(error);
    return numbers;
  } finally {
    await browser.close();
  }
}

/** Size of the scripts of a site, as they are and compressed. */
export function sizeOfSite(site: string): string {
  const scripts = globSync('**/*.js', { cwd: site, absolute: true });
  const bytes = scripts.reduce((sum, file) => sum + statSync(file).size, 0);
  const gzip = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  return `${(bytes / 1000).toFixed(0)} kB, gzip ${(gzip / 1000).toFixed(0)} kB`;
}
