import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { bundleForBrowsers } from './bundle.ts';
import type { Case, RunInPage } from './case.ts';
import { FLAGS } from './chromium.ts';
import { serve } from './serve.ts';

/** How long a case may take in a page, in milliseconds. They take a second. */
const PATIENCE = 120_000;

/** A browser that runs cases. */
export interface Browser {
  /** Runs a case in a page of its own. */
  run(one: Case, given: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Bundles the pages, serves them, and starts the Chromium at `executablePath`. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  const { files } = await bundleForBrowsers({
    main: 'tools/browser/pages/main.ts',
    worker: 'tools/browser/pages/worker.ts',
    'in-worker': 'tools/browser/pages/in-worker.ts',
    contract: 'tools/browser/pages/contract.ts',
  });
  const server = await serve(files);
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    async run({ name, backend, page: pageName = 'main' }, given) {
      const page = await browser.newPage();
      const trouble = troubleIn(page);
      const outcome = (async () => {
        // The backend takes half as many threads: 2, however few cores there are.
        await page.addInitScript(
          "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 })",
        );
        await page.goto(`${origin}/${pageName}.html`);
        return page.evaluate(
          (request) => (globalThis as unknown as { runInPage: RunInPage }).runInPage(...request),
          [name, backend, given] as const,
        );
      })();
      try {
        return await Promise.race([outcome, trouble.promise]);
      } finally {
        trouble.forget();
        await page.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Rejects when a page crashes, takes too long, or throws what nobody awaits and so nobody hears of. */
function troubleIn(page: Page): { promise: Promise<never>; forget: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    page.on('pageerror', reject);
    page.on('crash', () => {
      reject(new Error('the page crashed'));
    });
    timer = setTimeout(() => {
      reject(new Error(`nothing came back within ${String(PATIENCE / 1000)} s`));
    }, PATIENCE);
  });
  return {
    promise,
    forget: () => {
      clearTimeout(timer);
    },
  };
}
