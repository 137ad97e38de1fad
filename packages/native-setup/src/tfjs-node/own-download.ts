import type { Machine } from '../machine.ts';
import type { Job } from '../options.ts';
import { run } from '../system/command.ts';
import { messageOf } from '../system/failure.ts';
import type { InstalledPackage } from './locate.ts';

const REACH_LIMIT = 5_000;

/**
 * Lets the package download its own library and binding, in bounded time.
 *
 * @returns Why that came to nothing; nothing where its script succeeded.
 */
export async function ownDownload(
  { folder, host }: InstalledPackage,
  mustTry: boolean,
  job: Job,
  machine: Machine,
): Promise<string | undefined> {
  const unreachable = host === undefined ? 'it names no host' : await whyUnreachable(host);
  if (unreachable !== undefined && !mustTry) return unreachable;
  const minutes = machine.ownDownloadLimit / 60_000;
  job.say(`trying the package's own download (about 150 MB, at most ${minutes} minutes)`);
  const { failure } = await run(process.execPath, ['scripts/install.js'], {
    cwd: folder,
    env: { ...machine.env, npm_config_loglevel: 'error' },
    signal: job.signal,
    limit: machine.ownDownloadLimit,
  });
  return failure;
}

async function whyUnreachable(host: string): Promise<string | undefined> {
  try {
    // Any answer will do, a refusal too: the question is whether there is a way to it.
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(REACH_LIMIT) });
    return undefined;
  } catch (error) {
    const { cause } = Object(error) as { cause?: unknown };
    return `its host cannot be reached (${messageOf(cause ?? error)})`;
  }
}
