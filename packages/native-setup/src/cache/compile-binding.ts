import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import nodeApiHeaders from 'node-api-headers';
import type { Machine } from '../machine.ts';
import { type Job, throwIfAborted } from '../options.ts';
import { lastLines, run } from '../system/command.ts';
import { storing } from '../system/failure.ts';
import { findCompiler, toolMissing } from '../system/tools.ts';
import { LIBRARIES } from '../wheel/unpack-wheel.ts';
import { isFinished, makeFolder } from './finished-folder.ts';

const BINDING = 'tfjs_binding.node';

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
): Promise<string> {
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) =>
    join(packageFolder, 'binding', name),
  );
  const folder = `${libraries}-binding-${await hashOf(sources)}`;
  if (await isFinished(folder)) return join(folder, BINDING);
  const compiler = await findCompiler(machine);
  if (compiler === undefined) throw await toolMissing('compiler', machine);
  const [command, ...flags] = compiler.command;
  job.say(`compiling the binding with ${compiler.version} (about 20 seconds)`);
  await storing(folder, () =>
    makeFolder(folder, async (temporary) => {
      const args = [...flags, ...compilerArguments(sources, libraries, join(temporary, BINDING))];
      const { ok, stderr, failure } = await run(command, args, {
        env: machine.env,
        signal: job.signal,
      });
      throwIfAborted(job);
      if (ok && existsSync(join(temporary, BINDING))) return;
      throw new ParticleError({
        code: 'compile-failed',
        summary: `the compiler failed: ${failure ?? 'it wrote nothing'}`,
        path: packageFolder,
        found: lastLines(stderr, 12) || undefined,
        remedy: 'use a compiler that knows C++17 (g++ 9 or newer); CXX may name it',
      });
    }),
  );
  return join(folder, BINDING);
}

function compilerArguments(
  sources: readonly string[],
  libraries: string,
  output: string,
): readonly string[] {
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-w'],
    ...[`-I${nodeHeaders()}`, `-I${join(libraries, 'include')}`, ...sources, '-o', output],
    ...LIBRARIES.map((library) => join(libraries, 'lib', library)),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
}

/** Headers of the Node-API: those that came with this Node, else those of the package `node-api-headers`. */
function nodeHeaders(): string {
  const own = resolve(dirname(process.execPath), '..', 'include', 'node');
  return existsSync(join(own, 'node_api.h')) ? own : nodeApiHeaders.include_dir;
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
