import { PassThrough, Readable } from 'node:stream';
import { createTerminal, main } from '../../src/index.ts';

/** How a run of the command line ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a run has around it, besides its folder. */
export interface Around {
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in this process, in a folder. */
export async function sora(
  folder: string,
  argv: readonly string[],
  { stdin = '', signal = new AbortController().signal, env = {} }: Around = {},
): Promise<Ended> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await main(argv, {
    terminal: createTerminal({ out, err, env }),
    folder,
    signal,
    stdin: Readable.from([Buffer.from(stdin)]),
  });
  out.end();
  err.end();
  return { code, out: await textOf(out), err: await textOf(err) };
}

/** The same with `--json`, and what it printed read. */
export async function soraJson(
  folder: string,
  argv: readonly string[],
  around?: Around,
): Promise<Ended & { readonly json: unknown }> {
  const ended = await sora(folder, [...argv, '--json'], around);
  return { ...ended, json: JSON.parse(ended.out) as unknown };
}

async function textOf(stream: PassThrough): Promise<string> {
  return ((await stream.toArray()) as Buffer[]).map(String).join('');
}
