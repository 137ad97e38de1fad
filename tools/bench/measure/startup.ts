import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, type Entrant } from '../entrants.ts';
import type { Task } from '../task.ts';
import { startChild } from './child.ts';
import { takeTurns, type Turns } from './rounds.ts';

/** What the time to the first answer is taken of. */
export const FIRST_ANSWER: Task = {
  ...{ work: 'infer', network: 'digits', size: {}, batchSize: 1, examples: 1 },
};

/**
 * Milliseconds from the start of a process to its first answer: imports, backend, weights, one image of
 * the digits network. Runs the built packages, as an application does; builds them first.
 */
export async function measureStartup(
  folder: string,
  entrants: readonly Entrant[],
  rounds: number,
): Promise<Turns<number>> {
  await buildAll();
  return takeTurns(
    entrants.map(({ name, command, builtCommand = command }) => ({
      name,
      async sample() {
        const start = performance.now();
        const child = startChild(builtCommand);
        try {
          await child.ask({ ask: 'open', task: FIRST_ANSWER, folder });
          await child.ask({ ask: 'run', count: 1 });
          return performance.now() - start;
        } finally {
          await child.stop();
        }
      },
    })),
    rounds,
  );
}

async function buildAll(): Promise<void> {
  const root = join(import.meta.dirname, '../../..');
  const nx = join(root, 'node_modules/.bin/nx');
  execFileSync(nx, ['run-many', '-t', 'build', '--output-style=static'], {
    ...{ cwd: root, stdio: 'pipe' },
  });
  await build({
    entryPoints: [join(import.meta.dirname, 'serve.ts')],
    outfile: BUNDLE,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
}
