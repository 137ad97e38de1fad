import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunFigures } from '../src/figures.ts';
import { runExample } from './support/run.ts';

jest.setTimeout(120_000);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const figures = async () =>
  JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunFigures;
const output = () => ['--out', join(folder, 'out'), '--json', join(folder, 'run.json')];

test('a small run trains, tests, saves, has a second process read PNG files, and reports', async () => {
  const args = ['--limit', '480', '--epochs', '2', '--backend', 'wasm', ...output()];
  const { code, stdout, stderr } = await runExample(args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('Backend: wasm (WebAssembly');
  expect(stdout).toContain('A second process loaded it and read 10 PNG files');
  expect(stdout).toContain('--recognizer lenet --augment'); // the command for the best figure

  const run = await figures();
  expect(run).toMatchObject({
    backend: 'wasm',
    recognizer: 'digits',
    parameters: 347_146,
    trainingImages: 480,
    testImages: 480,
    seed: 1,
    stopReason: 'completed',
    model: { library: join(folder, 'out/library'), name: 'digits', version: 1 },
    served: { files: 10 },
  });
  expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(run.epochs.every(({ seconds }) => seconds > 0)).toBe(true);
  // Far above the 10 % of guessing, after 30 steps.
  expect(run.testAccuracy).toBeGreaterThan(0.5);
  expect(run.epochs.at(-1)?.testAccuracy).toBeCloseTo(run.testAccuracy ?? 0, 6);
  expect(run.served?.right).toBeGreaterThanOrEqual(5);

  const report = await readFile(join(folder, 'out/report.html'), 'utf8');
  expect(report).toContain('<h2>Which digit is taken for which</h2>');
  // Self-contained: nothing is fetched.
  expect(report.match(/(?:src|href)="(?!data:)[^"]*"|url\((?!#)|@import|<script/g)).toBeNull();
});

test('the same seed gives the same figures, and another version in the library', async () => {
  const args = ['--limit', '96', '--epochs', '1', '--augment', '--seed', '7', ...output()];
  const runs: RunFigures[] = [];
  for (let i = 0; i < 2; i++) {
    expect(await runExample(args)).toMatchObject({ code: 0, stderr: '' });
    runs.push(await figures());
  }
  const [first, second] = runs.map(({ epochs, testAccuracy, served }) => ({
    epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
    testAccuracy,
    served,
  }));
  expect(second).toEqual(first);
  expect(runs.map(({ model }) => model.version)).toEqual([1, 2]);
});

test('Ctrl-C stops within a batch, and says what is saved', async () => {
  let stopped = 0;
  const args = ['--epochs', '500', '--limit', '160', ...output()];
  const { code, stdout, stderr } = await runExample(args, (child, text) => {
    if (stopped > 0 || !text.includes('Epoch   1/500')) return;
    stopped = Date.now();
    child.kill('SIGINT');
  });
  expect(stderr).toBe('');
  expect(code).toBe(130);
  expect(Date.now() - stopped).toBeLessThan(20_000);
  expect(stdout).toMatch(
    /Stopped after \d+ epochs?, \d+ steps\.\nSaved as version 1 of 'digits' in /,
  );

  const run = await figures();
  expect(run.stopReason).toBe('aborted');
  expect(run.epochs.length).toBeLessThan(500);
  expect(run.testAccuracy).toBeUndefined();
  expect(await readdir(join(run.model.library, 'digits/versions'))).toHaveLength(1);
});

test.each([
  { args: ['--epoch', '3'], message: "unknown option '--epoch' (see --help)\n" },
  {
    args: ['--backend', 'tpu'],
    message: /^--backend: no backend is called 'tpu' \(it must be one of tensorflow, .*\)\n$/,
  },
])('wrong options end with one clear line: $args', async ({ args, message }) => {
  const { code, stdout, stderr } = await runExample([...args, ...output()]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('figures that cannot be written are told at once, in one line', async () => {
  const { code, stdout, stderr } = await runExample(['--json', folder, '--out', folder]);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^EISDIR: .*\n$/);
});
