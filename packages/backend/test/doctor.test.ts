import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { adviceFor } from '../src/doctor/advice.ts';
import { diagnose, type DiagnoseOptions, reportLines } from '../src/doctor/index.ts';

let project: string;
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'sora-doctor-')));
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

/** Puts a package there that only has a version, or that links to the one of this workspace. */
function put(path: string, version?: string): void {
  const folder = join(project, 'node_modules', path);
  mkdirSync(dirname(folder), { recursive: true });
  if (version === undefined) {
    symlinkSync(resolve(__dirname, '../../../node_modules', path), folder);
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
}

test('tells what works and what is missing, and what to do first', async () => {
  put('@tensorflow/tfjs-core');
  put('@tensorflow/tfjs-backend-wasm');
  put('@tensorflow/tfjs-backend-cpu');
  const diagnosis = await diagnose({ project });
  expect(diagnosis.backends).toEqual([
    { name: 'tensorflow', works: false, detail: 'not installed' },
    { name: 'wasm', works: true, detail: 'WebAssembly, SIMD' },
    { name: 'cpu', works: true, detail: 'plain JavaScript, slow' },
  ]);
  expect(diagnosis.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
    '@tensorflow/tfjs-core 4.22.0',
    '@tensorflow/tfjs-backend-cpu 4.22.0',
    '@tensorflow/tfjs-backend-wasm 4.22.0',
  ]);
  expect(diagnosis).toMatchObject({ node: process.version, sharedMemory: true });
  expect(diagnosis.advice).toMatch(/^npx @sora-particles\/native-setup /);
  const lines = reportLines(diagnosis).join('\n');
  expect(lines).toContain('--  tensorflow  not installed');
  expect(lines).toMatch(/Do this first: npx @sora-particles\/native-setup/);
});

test('finds a second tfjs-core however deep it is, and a package that is broken', async () => {
  put('@tensorflow/tfjs-core', '4.22.0');
  put('some-package/node_modules/@tensorflow/tfjs-core', '4.10.0');
  put('@scope/other', '1.0.0');
  put('@scope/other/node_modules/deep/node_modules/@tensorflow/tfjs-core', '3.0.0');
  put('@tensorflow/tfjs-node', '4.22.0');
  const diagnosis = await diagnose({ project });
  expect(diagnosis.coreCopies.map(({ version }) => version).sort()).toEqual([
    '3.0.0',
    '4.10.0',
    '4.22.0',
  ]);
  expect(diagnosis.backends.every(({ works }) => !works)).toBe(true);
  expect(diagnosis.advice).toMatch(/^npm dedupe/);
  expect(reportLines(diagnosis).join('\n')).toContain(
    join(project, 'node_modules/some-package/node_modules/@tensorflow/tfjs-core'),
  );
});

const core = { name: '@tensorflow/tfjs-core', version: '4.22.0', folder: '/core' };
const wasm = { name: '@tensorflow/tfjs-backend-wasm', version: '4.20.0', folder: '/wasm' };
const backend = (name: 'tensorflow' | 'wasm', works: boolean) => ({ name, works, detail: '' });
const fine = {
  ...{ packages: [core], coreCopies: [core], cores: 2, sharedMemory: true },
  backends: [backend('tensorflow', true), backend('wasm', true)],
};

test.each([
  ['all is well', {}, undefined],
  ['no tfjs-core', { coreCopies: [] }, /tfjs-core@4\.22\.0$/],
  ['two versions', { packages: [core, wasm] }, /tfjs-backend-wasm@4\.22\.0/],
  ['no native backend', { backends: [backend('wasm', true)] }, /native-setup/],
  ['no wasm', { backends: [backend('tensorflow', true)] }, /tfjs-backend-wasm/],
])('%s: the advice', (_, change, advice) => {
  const given = adviceFor({ ...fine, ...change });
  if (advice === undefined) expect(given).toBeUndefined();
  else expect(given).toMatch(advice);
});

test('the advice names the command of whoever asks', () => {
  expect(adviceFor({ ...fine, backends: [] }, 'sora native')).toMatch(/^sora native \(/);
});

test('an unknown option is refused', async () => {
  const options = { nonsense: 1 } as DiagnoseOptions;
  await expect(diagnose(options)).rejects.toMatchObject({ code: 'option-unknown' });
});
