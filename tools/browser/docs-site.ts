import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { serve } from '../../docs/examples/live/src/serve.ts';
import { buildSite } from '../docs/site/build-site.ts';
import { LIVE_PAGE, ROOT, SITE } from '../docs/site/places.ts';
import { FLAGS } from './chromium.ts';
import { LOOKS, PAGES, type Look } from './docs-pages.ts';

/** Pictures of what was looked at, for people. */
const PICTURES = join(ROOT, '.cache/docs-pictures');

/** What every page must fit into, without scrolling to the side. */
const NARROWEST = { width: 360, height: 780 };

/** Opens the site from the file system, as somebody without a network would, and looks at it in all ways. */
export async function checkDocsSite(executablePath: string): Promise<string> {
  await buildSite(SITE);
  await mkdir(PICTURES, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const { server, url } = await serve(SITE);
  const problems: string[] = [];
  try {
    for (const look of LOOKS) {
      for (const [name, path] of Object.entries(PAGES)) {
        const address = pathToFileURL(join(SITE, path)).href;
        problems.push(...(await inspect(browser, look, name, address)));
      }
      problems.push(...(await inspect(browser, look, 'live', url + LIVE_PAGE)));
      await search(browser, look);
    }
    await withoutServer(browser);
  } finally {
    await browser.close();
    server.close();
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const count = (Object.keys(PAGES).length + 1) * LOOKS.length;
  return `${count} views; the search leads to conv2d and to error codes; pictures in ${PICTURES}`;
}

/** Opens a page, takes its picture, and gives what is wrong with it. */
async function inspect(
  browser: Browser,
  look: Look,
  name: string,
  address: string,
): Promise<string[]> {
  const page = await browser.newPage(look);
  const problems = troubles(page, address);
  try {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await takePicture(page, look, name);
    if (look.viewport.width < NARROWEST.width * 2) await page.setViewportSize(NARROWEST);
    const [width, room] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    if (width > room) problems.push(`is ${width} pixels wide where there are ${room}`);
    problems.push(...(await accessibilityProblems(page)));
  } finally {
    await page.close();
  }
  return problems.map((problem) => `${name}, ${look.name}: ${problem}`);
}

/** Collects what the console complains of, and requests to anywhere but where the page comes from. */
function troubles(page: Page, address: string): string[] {
  const found: string[] = [];
  const { origin } = new URL(address);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    const isOwn = ['data:', 'blob:', 'file:'].includes(asked.protocol) || asked.origin === origin;
    if (!isOwn) found.push(`asks for ${request.url()}`);
  });
  return found;
}

/** What axe-core finds: contrast, names of controls, landmarks and the like, of levels A and AA. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  // Not as a script of the page, which its Content-Security-Policy may forbid.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa'],
      // A link in what folds a menu: typedoc's way to be both.
      rules: { 'nested-interactive': { enabled: false } },
      resultTypes: ['violations'],
      // It would load the styles once more, which browsers refuse for files.
      preload: false,
    }),
  );
  return violations.map(({ id, nodes }) => {
    const [first] = nodes;
    return `${id}, ${nodes.length} times: ${first?.html ?? ''} ${first?.failureSummary ?? ''}`;
  });
}

/** Searches for a function and for the code of an error, and follows what is found. */
async function search(browser: Browser, look: Look): Promise<void> {
  const page = await browser.newPage(look);
  try {
    for (const { words, leadsTo } of [
      { words: 'conv2d', leadsTo: /functions\/.*conv2d\.html$/ },
      { words: 'range-mismatch', leadsTo: /guides\/errors\.html#range-mismatch$/ },
      { words: 'translator', leadsTo: /rnn-text\.translator\.html$/ },
    ]) {
      await page.goto(pathToFileURL(join(SITE, 'index.html')).href);
      await page.click('#tsd-search-trigger');
      await page.locator('#tsd-search-input').pressSequentially(words);
      const results = page.locator('#tsd-search-results a');
      await results.first().waitFor();
      await takePicture(page, look, `search ${words}`);
      const addresses = await results.evaluateAll((links) =>
        links.map((link) => (link as HTMLAnchorElement).href),
      );
      const wanted = addresses.findIndex((address) => leadsTo.test(address));
      if (wanted < 0) throw new Error(`'${words}' does not find ${String(leadsTo)}`);
      await results.nth(wanted).click();
      await page.waitForURL(leadsTo);
      const title = await page.locator('h1').first().textContent();
      if (title === null || title === '') throw new Error(`'${words}' leads to an empty page`);
    }
  } finally {
    await page.close();
  }
}

/** From the file system the live page cannot run, and says so. */
async function withoutServer(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(join(SITE, LIVE_PAGE)).href);
    const status = await page.locator('#status').textContent();
    if (status?.includes('needs a web server') !== true) {
      throw new Error(`the live page from a file says ${String(status)}`);
    }
  } finally {
    await page.close();
  }
}

async function takePicture(page: Page, look: Look, name: string): Promise<void> {
  const file = `${look.name}-${name.replaceAll(' ', '-')}.png`;
  await page.screenshot({ path: join(PICTURES, file) });
}
