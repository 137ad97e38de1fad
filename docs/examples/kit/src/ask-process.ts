import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ParticleError } from '@sora-particles/combinator-core';

/**
 * Starts a process of its own for a script, which reads JSON from its standard input and writes JSON.
 *
 * @throws ParticleError `output-invalid` if it ends badly; what it wrote to the terminal says why.
 */
export async function askProcess(
  script: string,
  args: readonly string[],
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  // With the arguments of this process, so that it runs TypeScript in the same way.
  const all = [...process.execArgv, script, ...args];
  const child = spawn(process.execPath, all, { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A process that dies early closes its input: what matters is how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(input));
  const [answer, code] = await Promise.all([text(child.stdout), ended]);
  if (code === 0) return JSON.parse(answer);
  throw new ParticleError({
    code: 'output-invalid',
    summary: `the second process ended with code ${String(code)}`,
    path: script,
  });
}
