import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../../../..');
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'translate-'));
});
afterAll(() => {
  rmSync(out, { recursive: true });
});

/** Runs the example as `npm run translate` does. */
function run(...args: readonly string[]) {
  const node = ['--conditions=@sora-particles/source', '--import', 'tsx'];
  const main = 'docs/examples/translate/src/main.ts';
  return spawnSync(process.execPath, [...node, main, '--out', out, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('without a model, and with wrong options, it says what to do', () => {
  const asked = run('Close editor');
  expect(asked.status).toBe(2);
  expect(asked.stderr).toBe('there is no saved model yet: train one first (see --help)\n');
  const wrong = run('--epochs', '0');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('--epochs must be a whole number of at least 1');
});

test('a few pairs go the whole way: trained, scored beside the baselines, saved, asked', () => {
  const trained = run('--limit', '100', '--epochs', '3', '--backend', 'wasm');
  expect(trained.stderr).toBe('');
  expect(trained.status).toBe(0);
  const losses = [...trained.stdout.matchAll(/^Epoch \d\/3 .*loss ([\d.]+)/gm)].map(([, l]) =>
    Number(l),
  );
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0] ?? NaN);
  for (const name of ['copy the source', 'nearest neighbour', 'the model']) {
    expect(trained.stdout).toMatch(new RegExp(`${name} +[\\d.]+ +[\\d.]+`));
  }
  const asked = run('Close editor', 'Open {0}');
  expect(asked.stderr).toBe('');
  expect(asked.status).toBe(0);
  expect(asked.stdout.split('\n')).toHaveLength(3); // a line for each, and the end of the last
});
