import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../../../../..');
const main = 'docs/examples/mnist/src/main.ts';

/** How the example ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example as `npm run mnist` does. `watch` sees the process and all that it has printed so far. */
export function runExample(
  args: readonly string[],
  watch: (child: ChildProcess, stdout: string) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sora-particles/source', '--import', 'tsx', main, ...args],
    { cwd: root },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += String(data);
    watch(child, stdout);
  });
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => {
      done({ code, stdout, stderr });
    });
  });
}
