import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BenchError } from '../bench-error.ts';
import { type Answers, MARK, type Reply, type Request } from './protocol.ts';

/** How a contestant's process is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contestant in a process of its own. */
export interface Child {
  /** @throws BenchError with what the process said, if it failed, ended or did not answer in time. */
  ask<R extends Request>(request: R): Promise<Answers[R['ask']]>;
  /** Ends the process, and waits until it has ended. */
  stop(): Promise<void>;
}

/** The longest that one answer may take: the slowest epoch does in a third of it. */
const PATIENCE = 600_000;

/** Starts a process that answers requests. It ends by itself when its input does, so with its parent. */
export function startChild({ file, args, env }: Command): Child {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
  let complaints = '';
  let settle: { answer: (value: unknown) => void; fail: (why: string) => void } | undefined;
  child.stderr.on('data', (part: Buffer) => {
    complaints = (complaints + part.toString()).slice(-4000);
  });
  // A process that died closes its input: what matters is that it ended.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith(MARK)) return;
    const reply = JSON.parse(line.slice(MARK.length)) as Reply<unknown>;
    if ('error' in reply) settle?.fail(reply.error);
    else settle?.answer(reply.answer);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      settle?.fail(error.message);
      resolve();
    });
    child.once('close', (code, signal) => {
      settle?.fail(`ended (${code ?? signal ?? 'unknown'}): ${lastLine(complaints)}`);
      resolve();
    });
  });
  return {
    ask: <R extends Request>(request: R) =>
      new Promise<Answers[R['ask']]>((resolve, reject) => {
        const settled = () => {
          clearTimeout(timer);
          settle = undefined;
        };
        const fail = (why: string) => {
          settled();
          reject(new BenchError(why));
        };
        const timer = setTimeout(() => {
          fail(`no answer to '${request.ask}' in ${PATIENCE / 1000} s`);
          child.kill('SIGKILL');
        }, PATIENCE);
        settle = {
          answer: (value) => {
            settled();
            resolve(value as Answers[R['ask']]);
          },
          fail,
        };
        if (child.exitCode !== null) fail(`ended (${child.exitCode}): ${lastLine(complaints)}`);
        else child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Errors stand at the end in Python, and in Node where a line begins with their class. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'without a word';
}
