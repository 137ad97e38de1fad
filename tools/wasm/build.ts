/**
 * Compiles `packages/wasm-training/assembly` to WebAssembly and writes it, as text that every bundler can
 * carry, to `packages/wasm-training/src/generated/kernels.ts`, with the type of what it exports.
 *
 * One binary serves both kinds of memory: with a shared one, a single byte of it (the limits of the
 * imported memory) is another, and where that byte lies is written beside it.
 * Bundles the workers of the wasm engine, too.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from './worker.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
await bundleWorker(root);

const assembly = join(root, 'packages/wasm-training/assembly');
const output = join(root, 'packages/wasm-training/src/generated/kernels.ts');
const require = createRequire(import.meta.url);
const compiler = require.resolve('assemblyscript/bin/asc.js');
const { version } = require('assemblyscript/package.json') as { version: string };

const sources = readdirSync(assembly, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => join(assembly, file));
const made = createHash('sha256').update(version);
for (const file of [fileURLToPath(import.meta.url), ...sources]) made.update(readFileSync(file));
const header = `// Compiled by tools/wasm/build.ts with AssemblyScript ${version} (${made.digest('hex').slice(0, 12)}). Do not edit.\n`;
if (existsSync(output) && readFileSync(output, 'utf8').startsWith(header)) process.exit();

const temporary = mkdtempSync(join(tmpdir(), 'kernels-'));
try {
  const plain = compile('plain');
  const shared = compile('shared', '--sharedMemory', '--enable', 'threads');
  const differing = [...plain.keys()].filter((at) => plain[at] !== shared[at]);
  const [limitsAt] = differing;
  if (plain.length !== shared.length || differing.length !== 1 || limitsAt === undefined) {
    throw new Error('the binary for shared memory differs in more than the limits of the memory');
  }
  const text = `${header}
/** The binary, as base64. */
export const KERNELS = '${plain.toString('base64')}';

/** Where the limits of the imported memory begin, and the byte there for a shared one. */
export const LIMITS_AT = ${limitsAt};
export const SHARED_LIMITS = ${shared[limitsAt] ?? 0};

/** What the binary exports. Addresses are in bytes, sizes in numbers. */
export interface KernelExports extends WebAssembly.Exports {
${signatures()}
}
`;
  mkdirSync(dirname(output), { recursive: true });
  // Written beside it and renamed, so that a reader running at the same time sees all or nothing.
  const beside = `${output}.${String(process.pid)}`;
  writeFileSync(beside, text);
  renameSync(beside, output);
} finally {
  rmSync(temporary, { recursive: true });
}

function compile(name: string, ...options: string[]): Buffer {
  const file = join(temporary, `${name}.wasm`);
  const args = [compiler, join(assembly, 'index.ts'), '--outFile', file, '--importMemory'];
  args.push('--maximumMemory', '65536', '--enable', 'simd', '--runtime', 'stub');
  // v128 in signatures between files: what is exported to JavaScript has numbers only.
  args.push('--disableWarning', '112');
  args.push('-O3', '--noAssert', '--bindings', 'raw', ...options);
  execFileSync(process.execPath, args, { stdio: 'inherit', cwd: root });
  return readFileSync(file);
}

/** The exported functions as method signatures, from the declarations that the compiler writes. */
function signatures(): string {
  const declarations = readFileSync(join(temporary, 'plain.d.ts'), 'utf8');
  return [...declarations.matchAll(/export function (\w+)(\(.*\): \w+);/g)]
    .map(([, name = '', signature = '']) => `  ${name}${signature};`)
    .join('\n');
}
