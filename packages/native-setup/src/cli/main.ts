import { parseArgs } from 'node:util';
import { isParticleError } from '@sora-particles/combinator-core';
import { checkOn } from '../check-native.ts';
import type { Machine } from '../machine.ts';
import { setUpOn } from '../set-up-native.ts';
import { messageOf } from '../system/failure.ts';
import { reportLines } from './report-lines.ts';

const HELP = `Makes @tensorflow/tfjs-node, the native backend of TensorFlow.js, work in this project.

Usage: sora-native [options]

  --check          only look: exit code 0 if it works, 1 if it does not
  --wheel <file>   use this tensorflow-cpu wheel instead of downloading it with pip
  --cache <folder> keep the libraries there (default: ~/.cache/sora-particles)
  --project <dir>  the project (default: the current folder)
  --json           print the result as JSON
  --help           print this

Downloads up to 289 MB from package registries, and keeps 855 MB in the cache for all projects.`;

const options = {
  check: { type: 'boolean' },
  wheel: { type: 'string' },
  cache: { type: 'string' },
  project: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Where a command line writes. */
export interface Output {
  /** For results. */
  readonly out: (line: string) => void;
  /** For what is going on, and for errors. */
  readonly log: (line: string) => void;
}

/**
 * Runs the command line.
 *
 * @returns The exit code: 0 it works, 1 it does not, 2 the command line is wrong, 130 stopped.
 */
export async function main(
  argv: readonly string[],
  machine: Machine,
  { out, log }: Output,
  signal?: AbortSignal,
): Promise<number> {
  let given;
  try {
    given = parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    log(`${messageOf(error)}\n\n${HELP}`);
    return 2;
  }
  const { check, wheel, cache, project, json = false, help } = given;
  if (help === true) {
    out(HELP);
    return 0;
  }
  const places = { ...(cache && { cache }), ...(project && { project }) };
  try {
    if (check === true) {
      const report = await checkOn(machine, places, 'the same without --check');
      out(json ? JSON.stringify(report) : reportLines(report).join('\n'));
      return report.ready ? 0 : 1;
    }
    const result = await setUpOn(machine, {
      ...places,
      ...(wheel && { wheel }),
      ...(signal && { signal }),
      onNotice: (notice) => {
        log(notice);
      },
    });
    const line = `ready: @tensorflow/tfjs-node with TensorFlow ${result.libtensorflow} in ${result.folder}`;
    out(json ? JSON.stringify({ ready: true, ...result }) : line);
    return 0;
  } catch (error) {
    if (!isParticleError(error)) throw error;
    const { code, summary, remedy } = error;
    log(error.message);
    if (json) out(JSON.stringify({ ready: false, error: { code, summary, remedy } }));
    if (code === 'aborted') return 130;
    return code === 'option-invalid' ? 2 : 1;
  }
}
