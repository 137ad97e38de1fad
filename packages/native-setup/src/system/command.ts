import { type ChildProcess, spawn } from 'node:child_process';

/** How a command ended. */
export interface Outcome {
  /** Whether it ran and ended with exit code 0. */
  readonly ok: boolean;
  /** Whether there is such a command. */
  readonly found: boolean;
  /** The end of what it wrote, and of what it complained of. */
  readonly stdout: string;
  /** See `stdout`. */
  readonly stderr: string;
  /** How it failed, in a phrase: exit code, signal, or too long. */
  readonly failure: string | undefined;
}

/** Where and how to run a command. */
export interface CommandOptions {
  /** Folder to run in. Default: the current one. */
  readonly cwd?: string;
  /** Its whole environment. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Kills it. */
  readonly signal?: AbortSignal | undefined;
  /** Most milliseconds that it may take. Default: as many as it likes. */
  readonly limit?: number;
}

const KEEP = 100_000;

/**
 * Runs a command and waits for its end, whatever that is. When it takes too long or is aborted, it is
 * killed with everything that it started, so that nothing goes on writing.
 */
export function run(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Outcome> {
  const { cwd, env, signal, limit } = options;
  const inGroup = process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: inGroup,
      // npm is a batch file there.
      shell: !inGroup && command === 'npm',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, failure] = ['', '', undefined as string | undefined];
    const stop = (why: string) => () => {
      failure ??= why;
      kill(child, inGroup);
    };
    const onAbort = stop('was stopped');
    const timer = limit === undefined ? undefined : setTimeout(stop(`took too long`), limit);
    const end = (found: boolean, how: string | undefined) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      failure ??= how;
      resolve({ ok: failure === undefined, found, stdout, stderr, failure });
    };
    child.stdout.on('data', (data) => (stdout = (stdout + String(data)).slice(-KEEP)));
    child.stderr.on('data', (data) => (stderr = (stderr + String(data)).slice(-KEEP)));
    child.once('error', (error) => {
      end(false, error.message);
    });
    child.once('close', (code, killedBy) => {
      end(true, code === 0 ? undefined : (killedBy ?? `exit code ${String(code)}`));
    });
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
  });
}

function kill(child: ChildProcess, inGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (inGroup) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** The last lines of what a command said, for messages. */
export function lastLines(text: string, count = 5): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
