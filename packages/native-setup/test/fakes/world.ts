import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../../src/machine.ts';
import { zip } from './zip.ts';

/** A machine in a folder of its own: fake commands, a fake wheel, a fake package. No network is used. */
export interface World {
  readonly folder: string;
  readonly project: string;
  readonly cache: string;
  readonly wheel: string;
  readonly package: string;
  readonly machine: Machine;
  /** Commands that were run, in order. */
  calls(): readonly string[];
  /** Replaces a command by the body of a script for Node, or takes it away. */
  command(name: string, body: string | undefined): void;
  write(path: string, text: string): void;
}

const files = {
  'tensorflow/libtensorflow_cc.so.2': 'cc library',
  'tensorflow/libtensorflow_framework.so.2': 'framework library',
  'tensorflow/include/tensorflow/c/c_api.h': '// header',
  'tensorflow/python/big.py': 'not needed',
};

// Loads only where the libraries are whole and the binding is the compiled one.
const fakePackage = `
const { readFileSync } = require('fs');
const { join } = require('path');
const read = (...path) => readFileSync(join(__dirname, ...path), 'utf8');
const good = read('lib', 'napi-v8', 'tfjs_binding.node') === 'compiled'
  && read('deps', 'lib', 'libtensorflow_cc.so.2') === 'cc library'
  && read('deps', 'lib', 'libtensorflow_framework.so.2') === 'framework library';
if (!good) throw new Error('broken binding');
exports.tensor2d = (rows) => rows;
exports.matMul = () => ({ dataSync: () => [7, 10, 15, 22] });
exports.backend = () => ({ binding: { TF_Version: '2.21.0' } });
`;

/** The script of a pip that "downloads" the wheel of the world. */
const goodPip = `
if (args.includes('--version')) console.log('pip 1.0');
else {
  const to = require('path').join(args[args.indexOf('--dest') + 1], 'fake.whl');
  require('fs').copyFileSync(process.env.FAKE_WHEEL, to);
}`;

/** The script of a compiler that writes what the fake package takes for a binding. */
const goodCompiler = `
if (args.includes('--version')) console.log('g++ 1.0');
else require('fs').writeFileSync(args[args.indexOf('-o') + 1], 'compiled');`;

const packageFiles = {
  'package.json': JSON.stringify({
    name: '@tensorflow/tfjs-node',
    version: '4.22.0',
    main: 'index.js',
    binary: { host: 'http://127.0.0.1:1/none' },
  }),
  'index.js': fakePackage,
  'binding/tfjs_backend.cc': '// one',
  'binding/tfjs_binding.cc': '// two',
};

/** The script of an npm that "installs" the fake package. */
const goodNpm = `
const { mkdirSync, writeFileSync } = require('fs');
const { dirname, join } = require('path');
for (const [name, text] of Object.entries(${JSON.stringify(packageFiles)})) {
  const file = join(process.cwd(), 'node_modules/@tensorflow/tfjs-node', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}`;

/** What the commands do that work. */
export const scripts = { npm: goodNpm, pip: goodPip, 'g++': goodCompiler } as const;

/** Makes a world with everything that a set-up needs; `more` is added to the files of the wheel. */
export function makeWorld(more: Readonly<Record<string, string>> = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'sora-native-'));
  const [project, bin, log] = [join(folder, 'project'), join(folder, 'bin'), join(folder, 'log')];
  const wheel = join(folder, 'wheel.zip');
  const bytes = zip({ ...files, ...more });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  write(join(project, 'package.json'), '{}');
  writeFileSync(wheel, bytes);
  const command = (name: string, body: string | undefined) => {
    const file = join(bin, name);
    rmSync(file, { force: true });
    if (body === undefined) return;
    const start = `const args = process.argv.slice(2);
if (!args.includes('--version')) require('fs').appendFileSync(${JSON.stringify(log)}, '${name}\\n');`;
    write(file, `#!${process.execPath}\n${start}\n${body}\n`);
    chmodSync(file, 0o755);
  };
  for (const [name, script] of Object.entries(scripts)) command(name, script);
  const machine: Machine = {
    ...{ platform: 'linux', arch: 'x64', glibc: '2.36' },
    env: { PATH: bin, HOME: folder, FAKE_WHEEL: wheel },
    release: {
      ...{ name: 'tensorflow-cpu', version: '2.21.0', file: 'fake.whl', pipOptions: [] },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...{ bytes: bytes.length, unpackedBytes: 1000 },
    },
    ...{ ownDownloadLimit: 5_000, lockLimit: 20_000 },
    freeBytes: () => Promise.resolve(1e9),
  };
  return {
    ...{ folder, project, wheel, machine, command, write },
    cache: join(folder, 'cache'),
    package: join(project, 'node_modules/@tensorflow/tfjs-node'),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}
