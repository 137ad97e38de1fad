import { delimiter, dirname, join } from 'node:path';
import type { Machine } from '../machine.ts';
import type { Job } from '../options.ts';
import { run } from '../system/command.ts';
import type { InstalledPackage } from './locate.ts';
import { whyUnreachable } from './reach.ts';

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
  const unreachable =
    host === undefined ? 'it names no host' : await whyUnreachable(host, machine.env);
  if (unreachable !== undefined && !mustTry) return unreachable;
  const minutes = machine.ownDownloadLimit / 60_000;
  job.say(`trying the package's own download (about 150 MB, at most ${minutes} minutes)`);
  // 'download': else it takes half a library, which an earlier one that was killed has left, for a whole one.
  const { failure } = await run(process.execPath, ['scripts/install.js', 'cpu', 'download'], {
    cwd: folder,
    env: {
      ...machine.env,
      PATH: [...commandFolders(folder), machine.env['PATH']].join(delimiter),
      npm_config_loglevel: 'error',
    },
    signal: job.signal,
    limit: machine.ownDownloadLimit,
  });
  return failure;
}

/** Where the commands of its dependencies are: it calls `node-pre-gyp`, as npm runs scripts. */
function commandFolders(folder: string): readonly string[] {
  const parent = dirname(folder);
  const own = join(folder, 'node_modules', '.bin');
  return parent === folder ? [own] : [own, ...commandFolders(parent)];
}
