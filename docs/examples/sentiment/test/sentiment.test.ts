import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadReviews, parseReviews } from '../src/reviews.ts';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../../../..');
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'sentiment-'));
});
afterAll(() => {
  rmSync(out, { recursive: true });
});

/** Runs the example as `npm run sentiment` does. */
function run(...args: readonly string[]) {
  const node = ['--conditions=@sora-particles/source', '--import', 'tsx'];
  const main = 'docs/examples/sentiment/src/main.ts';
  return spawnSync(process.execPath, [...node, main, '--out', out, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('a part of the reviews teaches it, and it shows which words decided', () => {
  const { status, stdout, stderr } = run('--limit', '600', '--epochs', '4', '--backend', 'wasm');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [, mean] = /([\d.]+) % on average/.exec(stdout) ?? [];
  expect(Number(mean)).toBeGreaterThan(65); // 50 % by guessing
  expect(stdout).toContain('A second process loaded it and read 5 texts');
  expect(stdout).toContain('Which words decided:');

  const asked = run('What a <b>great</b> phone');
  expect(asked.status).toBe(0);
  expect(asked.stdout).toMatch(/^good \([\d.]+ %\)/);
  const page = readFileSync(join(out, 'words.html'), 'utf8');
  expect(page).toContain('&lt;b&gt;great&lt;/b&gt;');
  expect(page).not.toContain('<b>great</b>');
});

test('reviews come once each, half of them good; the entry without a class is skipped', async () => {
  const { texts, classes } = await loadReviews();
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.length).toBeGreaterThan(2_900);
  const good = classes.reduce((sum, label) => sum + label, 0);
  expect(good / classes.length).toBeCloseTo(0.5, 1);
  expect(parseReviews('[{"text":"a","class":1},{"text":"b"},{}]', 'x')).toEqual([['a', 1]]);
});

test.each(['{"text":"a"}', '[{"text":'])('%s is no list of reviews', (json) => {
  expect(() => parseReviews(json, 'file.json')).toThrow(/file\.json: not/);
});
