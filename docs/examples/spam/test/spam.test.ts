import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadMails, textOf } from '../src/mails.ts';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../../../..');
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'spam-'));
});
afterAll(() => {
  rmSync(out, { recursive: true });
});

/** Runs the example as `npm run spam` does. */
function run(...args: readonly string[]) {
  const node = ['--conditions=@sora-particles/source', '--import', 'tsx'];
  const main = 'docs/examples/spam/src/main.ts';
  return spawnSync(process.execPath, [...node, main, '--out', out, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('without a model, a text is answered with what to do', () => {
  const { status, stderr } = run('Cheap watches!');
  expect(status).toBe(2);
  expect(stderr).toBe('there is no saved model yet: train one first (see --help)\n');
});

test('a tenth of the mails teaches it, and a second process answers raw text', () => {
  const trained = run('--limit', '600', '--epochs', '4', '--backend', 'wasm');
  expect(trained.stderr).toBe('');
  expect(trained.status).toBe(0);
  const [, right, always] = /Test: ([\d.]+) % right .*: ([\d.]+) %/.exec(trained.stdout) ?? [];
  expect(Number(right)).toBeGreaterThan(87);
  expect(Number(right)).toBeGreaterThan(Number(always) + 15);
  expect(trained.stdout).toContain('A second process loaded it and read 5 texts');

  const asked = run(
    'Get rich now!!! FREE money, click here',
    'Re: the patch for the build of today',
  );
  expect(asked.status).toBe(0);
  const labels = asked.stdout.split('\n').map((line) => line.split(' ')[0]);
  expect(labels.slice(0, 2)).toEqual(['spam', 'ham']);
});

test.each([
  [['--epochs', '0'], '--epochs must be a whole number of at least 1, not 0'],
  [['--colour'], 'Unknown option'],
])('%j is refused', (args, words) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(words);
});

test('mails are their subject and body, each once', async () => {
  expect(textOf('From: a\nSubject: Hello\nX: y\n\nbody\n\nmore')).toBe('Hello\nbody\n\nmore');
  expect(textOf('no end of the head')).toBe('');
  const { texts, classes } = await loadMails();
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.length).toBeGreaterThan(5_900);
  expect(classes.filter((label) => label === 1).length).toBeGreaterThan(1_700);
});
