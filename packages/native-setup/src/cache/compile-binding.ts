import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import nodeApiHeaders from 'node-api-headers';
import type { Machine } from '../machine.ts';
import { type Job, throwIfAborted } from '../options.ts';
import { lastLines, run } from '../system/command.ts';
import { fullDisk, storing } from '../system/failure.ts';
import { findCompiler, toolMissing } from '../system/tools.ts';
import { LIBRARIES } from '../wheel/unpack-wheel.ts';
import type { BuiltBinding } from '../tfjs-node/put-binding.ts';
import { isFinished, makeFolder } from './finished-folder.ts';
import { LOG_LEVEL_LIBRARY, LOG_LEVEL_SOURCE } from './log-level.ts';

const BINDING = 'tfjs_binding.node';

/** Bytes that the compiler writes, with its temporary files: ten times what was measured. */
const BINDING_BYTES = 10_000_000;

/**
 * The compiled binding of tfjs-node, from the cache where it is there: its sources are those of the
 * installed package, linked to the libraries in `libraries`.
 *
 * @throws ParticleError `tool-missing`, `compile-failed`, `store-failed`, `aborted`.
 */
export async function compileBinding(
  packageFolder: string,
  libraries: string,
  job: Job,
  machine: Machine,
): Promise<BuiltBinding> {
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) =>
    join(packageFolder, 'binding', name),
  );
  const folder = `${libraries}-binding-${await hashOf(sources)}`;
  const built = {
    binding: join(folder, BINDING),
    libraries: [
      ...LIBRARIES.map((library) => join(libraries, 'lib', library)),
      join(folder, LOG_LEVEL_LIBRARY),
    ],
  };
  if (await isFinished(folder)) return built;
  const compiler = await findCompiler(machine);
  if (compiler === undefined) throw await toolMissing('compiler', machine);
  job.say(`compiling the binding with ${compiler.version} (about 20 seconds)`);
  const compile = async (args: readonly string[], output: string) => {
    const [command, ...flags] = compiler.command;
    const { ok, stderr, failure } = await run(command, [...flags, ...args, '-o', output], {
      env: machine.env,
      signal: job.signal,
    });
    throwIfAborted(job);
    if (ok && existsSync(output)) return;
    const full = fullDisk(stderr, folder, BINDING_BYTES);
    if (full !== undefined) throw full;
    throw new ParticleError({
      code: 'compile-failed',
      summary: `the compiler failed: ${failure ?? 'it wrote nothing'}`,
      path: packageFolder,
      found: lastLines(stderr, 12) || undefined,
      remedy: 'use a compiler that knows C++17 (g++ 9 or newer); CXX may name it',
    });
  };
  const fill = () =>
    makeFolder(folder, async (temporary) => {
      const logLevel = join(temporary, LOG_LEVEL_LIBRARY);
      const source = join(temporary, 'log-level.cc');
      await writeFile(source, LOG_LEVEL_SOURCE);
      await compile([...SHARED, `-Wl,-soname,${LOG_LEVEL_LIBRARY}`, source], logLevel);
      const args = bindingArguments(sources, libraries, logLevel);
      await compile(args, join(temporary, BINDING));
    });
  await storing(folder, fill, BINDING_BYTES);
  return built;
}

const SHARED = ['-std=c++17', '-O2', '-fPIC', '-shared', '-w'];

function bindingArguments(
  sources: readonly string[],
  libraries: string,
  logLevel: string,
): readonly string[] {
  return [
    ...[...SHARED, '-DNAPI_VERSION=8', `-I${nodeHeaders()}`, `-I${join(libraries, 'include')}`],
    ...[...sources, ...LIBRARIES.map((library) => join(libraries, 'lib', library))],
    // It is used by nothing, and must be loaded all the same.
    ...['-Wl,--no-as-needed', logLevel, '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  ];
}

/** Headers of the Node-API: those that came with this Node, else those of the package `node-api-headers`. */
function nodeHeaders(): string {
  const own = resolve(dirname(process.execPath), '..', 'include', 'node');
  return existsSync(join(own, 'node_api.h')) ? own : nodeApiHeaders.include_dir;
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(LOG_LEVEL_SOURCE);
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
