import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What came of a command. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run in a {@link Lab}. */
export interface RunOptions {
  readonly cwd: string;
  /** Takes an exit code other than 0, too. */
  readonly mayFail?: boolean;
}

/**
 * A temporary folder and the processes that work in it. All of them are gone when it is closed: each runs in
 * a group of its own, so that what it has started itself goes with it.
 */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'sora-release-'));
  /** For every command; a registry adds itself. */
  env: NodeJS.ProcessEnv = userEnvironment();
  readonly #groups = new Set<number>();
  #closed = false;

  /** Whether it is over: nothing more is started. */
  isClosed(): boolean {
    return this.#closed;
  }

  /** Works with a folder in it, and removes that when it is no longer needed. */
  async within<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Starts a process that goes on. */
  start(command: string, args: readonly string[], cwd: string) {
    if (this.#closed) throw new Error('stopped');
    const child = spawn(command, args, {
      ...{ cwd, env: this.env, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) {
      this.#groups.add(pid);
      child.once('close', () => this.#groups.delete(pid));
    }
    return child;
  }

  /** Runs a command to its end. */
  async run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
    const child = this.start(command, args, options.cwd);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0 && options.mayFail !== true) {
      const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-60).join('\n');
      throw new Error(`${command} ${args.join(' ')} (exit code ${String(code)})\n${said}`);
    }
    return { code, stdout, stderr };
  }

  /** Runs npm; gives what it printed. */
  async npm(cwd: string, ...args: string[]): Promise<string> {
    return (await this.run('npm', args, { cwd })).stdout;
  }

  /** Runs a script of Node; gives what it printed. */
  async node(cwd: string, ...args: string[]): Promise<string> {
    return (await this.run(process.execPath, args, { cwd })).stdout;
  }

  /** Kills what still runs and removes the folder. May be called again, and from a signal handler. */
  close(): void {
    this.#closed = true;
    for (const pid of this.#groups) kill(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Kills a process and what it has started. */
export function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The environment of a user: `npm run` has added its own settings to this one. */
function userEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return {
    ...Object.fromEntries(own),
    CI: 'true',
    NX_DAEMON: 'false',
    NO_COLOR: '1',
    ...gitIdentity('AUTHOR'),
    ...gitIdentity('COMMITTER'),
  };
}

function gitIdentity(role: string): NodeJS.ProcessEnv {
  return { [`GIT_${role}_NAME`]: 'Rehearsal', [`GIT_${role}_EMAIL`]: 'rehearsal@localhost' };
}
