import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { buildPage } from '../../docs/examples/live/src/build.ts';
import { serve } from '../../docs/examples/live/src/serve.ts';
import { FLAGS } from './chromium.ts';

/** Builds the live page of docs/examples/live and uses it as a person would. */
export async function checkLivePage(executablePath: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-'));
  try {
    await buildPage(folder);
    const { server, url } = await serve(folder);
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      return await useLivePage(await browser.newPage(), url);
    } finally {
      await browser.close();
      server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Draws a 1, exchanges particles, and teaches the page that this is a 7.
 *
 * @returns What was seen, in a phrase.
 * @throws An error that says what was expected and what the page showed.
 */
export async function useLivePage(page: Page, url: string): Promise<string> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await expectText(page, '#status', /^Ready, on wasm/);
  await drawOne(page);
  await expectText(page, '#answer', /^It is a 1 /);
  await expectText(page, '.maps >> nth=0', /26 x 26 x 32/);

  await page.selectOption('#slot-pool1', 'averagePool2d');
  await expectText(page, '#verdict', /'averagePool2d' fits/);
  await page.selectOption('#slot-conv1', 'tanh');
  await expectText(page, '#verdict', /'tanh' fits/);
  await page.selectOption('#slot-rescale', 'left out: [0, 255]');
  const refusal = await expectText(page, '#refusal .line', /range: needs \[0, 1\], got \[0, 255\]/);
  await page.selectOption('#slot-pool1', 'maxPool2d of 3');
  await expectText(page, '#refusal .line', /hidden\/kernel: the trained weight/);
  if ((await page.inputValue('#slot-rescale')) !== 'rescale to [0, 1]') {
    throw new Error('what was refused is still chosen');
  }

  await page.selectOption('#label', '7');
  await page.click('#add');
  await page.click('#train');
  const learned = await expectText(page, '#progress', /^(Learnt|It could not)/);
  const [, from = NaN, to = NaN] = (/from (\d+\.\d+) to (\d+\.\d+)/.exec(learned) ?? []).map(
    Number,
  );
  if (!(to < from / 2)) throw new Error(`the loss does not fall by half: ${learned}`);
  const points = (await page.getAttribute('#curve polyline', 'points'))?.split(' ').length ?? 0;
  if (points < 10) throw new Error(`the curve has ${String(points)} points`);
  await expectText(page, '#answer', /^It is a 7 /);

  await page.click('#clear');
  await expectText(page, '#answer', /^Nothing is drawn/);
  await page.focus('#board');
  await page.keyboard.press('Space');
  for (let step = 0; step < 16; step++) await page.keyboard.press('ArrowDown');
  await expectText(page, '#answer', /^It is a /);
  if (complaints.length > 0) throw new Error(`the console says: ${complaints.join('\n')}`);
  return `the loss fell from ${String(from)} to ${String(to)}; refused: ${refusal}`;
}

/** A 1, as one draws it with a mouse. */
async function drawOne(page: Page): Promise<void> {
  const board = page.locator('#board');
  await board.scrollIntoViewIfNeeded();
  const box = await board.boundingBox();
  if (box === null) throw new Error('there is no board');
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.56, 0.15));
  await page.mouse.down();
  await page.mouse.move(...at(0.46, 0.85), { steps: 8 });
  await page.mouse.up();
}

/** Waits until an element says what it should. */
async function expectText(page: Page, selector: string, wanted: RegExp): Promise<string> {
  const place = page.locator(selector);
  let text = '';
  for (const deadline = performance.now() + 60_000; performance.now() < deadline;) {
    text = ((await place.count()) > 0 && (await place.first().textContent())) || '';
    if (wanted.test(text)) return text;
    await page.waitForTimeout(50);
  }
  const status = await page.locator('#status').textContent();
  throw new Error(`${selector} says '${text}', not ${String(wanted)}; the page: ${status ?? ''}`);
}
