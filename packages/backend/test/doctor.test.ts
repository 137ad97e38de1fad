import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { adviceFor } from '../src/doctor/advice.ts';
import { diagnose, type DiagnoseOptions, reportLines } from '../src/doctor/index.ts';
import { sharesMemory } from '../src/doctor/shared-memory.ts';
import { type Conditions, threadsOf } from '../src/doctor/threads.ts';

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
    expect.objectContaining({ name: 'tensorflow', works: false, detail: 'not installed' }),
    {
      ...{ name: 'wasm', works: true, detail: 'WebAssembly, SIMD', simd: true },
      threads: expect.objectContaining({ count: 1, most: diagnosis.cores }) as object,
    },
    {
      ...{ name: 'cpu', works: true, detail: 'plain JavaScript, slow' },
      threads: expect.objectContaining({ count: 1, most: 1 }) as object,
    },
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
  expect(lines).toMatch(/ok {2}wasm +WebAssembly, SIMD\n +1 thread.*: the option workers of/);
  expect(lines).toMatch(/, threads share memory$/m);
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
const backend = (name: 'tensorflow' | 'wasm', works: boolean, more: Partial<Conditions> = {}) => {
  const tried = { name, works, detail: '', simd: true };
  const conditions = { cores: 2, sharedMemory: true, env: {}, ...more };
  return { ...tried, threads: threadsOf(tried, conditions) };
};
const fine = {
  ...{ packages: [core], coreCopies: [core], cores: 2, machine: 'linux x64' },
  backends: [backend('tensorflow', true), backend('wasm', true)],
};
const alone = (more: Partial<Conditions> = {}) => ({
  machine: 'linux riscv64',
  backends: [backend('wasm', true, more)],
});
const set = (cores: number, threads: string) => ({
  cores,
  backends: [backend('tensorflow', true, { cores, env: { TF_NUM_INTRAOP_THREADS: threads } })],
});

test.each([
  ['all is well', {}, /^selectBackend\(\{ prefer: 'wasm' \}\) where small networks/],
  ['no tfjs-core', { coreCopies: [] }, /tfjs-core@4\.22\.0$/],
  ['two versions', { packages: [core, wasm] }, /tfjs-backend-wasm@4\.22\.0/],
  [
    'no native backend',
    { backends: [backend('wasm', true)] },
    /native-setup \(.*until then fit\(\{ workers: 2 \}\) shares the work\)/,
  ],
  [
    'neither that nor shared memory',
    { backends: [backend('wasm', true, { sharedMemory: false })] },
    /native-setup \((?!.*until then)/,
  ],
  ['no wasm', { backends: [backend('tensorflow', true)] }, /tfjs-backend-wasm/],
  ['a machine without native backend', alone(), /^fit\(\{ workers: 2 \}\)/],
  ['and without shared memory', alone({ sharedMemory: false }), /^fit\(\{ batchSize: 128 \}\)/],
  ['and with one core', alone({ cores: 1 }), /^fit\(\{ batchSize: 128 \}\)/],
  ['and without anything', { machine: 'linux riscv64', backends: [] }, /tfjs-backend-wasm/],
  ['threads held back', set(8, '1'), /^unset TF_NUM_INTRAOP_THREADS .* 1 of 8 cores/],
  ['too many threads', set(2, '2'), /^unset TF_NUM_INTRAOP_THREADS .* one thread is faster/],
  ['a variable without meaning', set(8, 'many'), /^npm install/],
])('%s: the advice', (_, change, advice) => {
  expect(adviceFor({ ...fine, ...change })).toMatch(advice);
});

const conditions = { cores: 8, sharedMemory: true, env: {} };

test.each([
  ['tensorflow', {}, { count: 8, most: 8 }, /library's default/],
  ['tensorflow', { cores: 2 }, { count: 1, most: 2 }, /selectBackend\(\) sets/],
  ['tensorflow', { env: { TF_NUM_INTRAOP_THREADS: '3' } }, { count: 3, most: 8 }, /THREADS=3$/],
  ['wasm', {}, { count: 1, most: 8 }, /workers/],
  ['wasm', { sharedMemory: false }, { count: 1, most: 1 }, /share memory/],
  ['cpu', {}, { count: 1, most: 1 }, /plain JavaScript/],
] as const)('threads of %s with %j', (name, change, wanted, by) => {
  const threads = threadsOf({ name, simd: true }, { ...conditions, ...change });
  expect(threads).toMatchObject(wanted);
  expect(threads.by).toMatch(by);
});

test('threads of wasm without SIMD', () => {
  expect(threadsOf({ name: 'wasm', simd: false }, conditions)).toMatchObject({ count: 1, most: 1 });
});

test('whether threads share memory is tried', async () => {
  expect(await sharesMemory()).toBe(true);
  const { Memory } = WebAssembly;
  WebAssembly.Memory = function refuse() {
    throw new TypeError('no shared memory here');
  } as unknown as typeof Memory;
  try {
    expect(await sharesMemory()).toBe(false);
  } finally {
    WebAssembly.Memory = Memory;
  }
});

test('the advice names the command of whoever asks', () => {
  expect(adviceFor({ ...fine, backends: [] }, 'sora native')).toMatch(/^sora native \(/);
});

test('an unknown option is refused', async () => {
  const options = { nonsense: 1 } as DiagnoseOptions;
  await expect(diagnose(options)).rejects.toMatchObject({ code: 'option-unknown' });
});
