import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { isParticleError } from '@sora-particles/combinator-core';
import { createProject, type CreatedProject } from '../create-project.ts';
import type { CreateProjectOptions } from '../project.ts';
import type { Runner } from '../runners.ts';
import type { Ask } from './ask.ts';
import { interview, type Known } from './interview.ts';

const HELP = `Makes the package of a particle, or an application that composes particles.

Usage: npm create @sora-particles/particle@latest [-- options]

  --name <name>      name of the npm package, e.g. @acme/soft-clip
  --app              an application instead of a particle
  --dir <folder>     where (default: the name without its scope, here)
  --license <id>     SPDX identifier (default: Apache-2.0)
  --author <text>    for package.json and the licence
  --runner <runner>  what runs the tests: node (default), vitest or jest
  --yes              ask nothing, take the defaults
  --help             print this

What is not given is asked for, at a terminal. Nothing is installed.`;

const options = {
  name: { type: 'string' },
  app: { type: 'boolean' },
  dir: { type: 'string' },
  license: { type: 'string' },
  author: { type: 'string' },
  runner: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What a command line reads and writes. */
export interface Terminal {
  /** For results. */
  readonly out: (line: string) => void;
  /** For errors. */
  readonly log: (line: string) => void;
  /** Left out where nobody can answer. */
  readonly ask: Ask | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Runs the command line.
 *
 * @returns The exit code: 0 it is made, 1 it is not, 2 the command line is wrong, 130 stopped.
 */
export async function main(
  argv: readonly string[],
  { out, log, ask, signal }: Terminal,
): Promise<number> {
  let given;
  try {
    given = parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    log(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
  if (given.help === true) {
    out(HELP);
    return 0;
  }
  try {
    const wanted = await complete(knownFrom(given), given.yes === true ? undefined : ask);
    if (wanted === undefined) return stopped(log);
    if (wanted.name === undefined) {
      log(`--name is needed where nobody can be asked\n\n${HELP}`);
      return 2;
    }
    const { name } = wanted;
    const made = await createProject({ ...wanted, name, ...(signal && { signal }) });
    report(made, wanted.license, out);
    return 0;
  } catch (error) {
    if (!isParticleError(error)) throw error;
    if (error.code === 'aborted') return stopped(log);
    log(error.message);
    return error.code === 'option-invalid' || error.code === 'name-invalid' ? 2 : 1;
  }
}

interface Given {
  readonly name?: string;
  readonly app?: boolean;
  readonly dir?: string;
  readonly license?: string;
  readonly author?: string;
  readonly runner?: string;
}

function knownFrom({ name, app, dir, license, author, runner }: Given): Known {
  return {
    ...(name !== undefined && { name }),
    ...(app === true && { template: 'application' as const }),
    ...(dir !== undefined && { folder: dir }),
    ...(license !== undefined && { license }),
    ...(author !== undefined && { author }),
    // Whatever it is: createProject checks it.
    ...(runner !== undefined && { runner: runner as Runner }),
  };
}

/** Asks for what is missing, where somebody answers. */
function complete(known: Known, ask: Ask | undefined): Promise<Known | undefined> {
  return ask === undefined ? Promise.resolve(known) : interview(ask, known);
}

function stopped(log: (line: string) => void): number {
  log('stopped; nothing was made');
  return 130;
}

function report(
  { folder, files, factory, licensed }: CreatedProject,
  license: CreateProjectOptions['license'],
  out: (line: string) => void,
): void {
  const path = relative(process.cwd(), folder);
  out(`made ${String(files.length)} files in ${folder}`);
  if (!licensed) out(`add a LICENSE file with the text of ${license ?? ''}`);
  out(`\nNext:\n`);
  if (path !== '') out(`  cd ${/^[\w./@-]+$/.test(path) ? path : JSON.stringify(path)}`);
  out('  npm install');
  out(factory === undefined ? '  npm run train' : '  npm run check');
  if (path === '') out('  npm test');
}
