import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What makes it run without a screen, a sandbox, a graphics card or talk to anybody. */
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium that starts, or why there is none. */
export type Chromium =
  | { readonly path: string; readonly version: string }
  | { readonly path: undefined; readonly reason: string };

/**
 * Looks for a Chromium: the one that the environment variable CHROMIUM names, or else where Linux
 * distributions put it. One that does not start is none (Ubuntu's package is a stub that asks for a snap).
 */
export function findChromium(): Chromium {
  const named = process.env['CHROMIUM'];
  const places = named === undefined || named === '' ? PLACES : [named];
  const tried = places.map((path) => {
    if (!existsSync(path)) return { path, problem: 'is not there' };
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return status === 0
      ? { path, version: stdout.trim() }
      : { path, problem: `does not start (exit code ${String(status)})` };
  });
  for (const { path, version } of tried) if (version !== undefined) return { path, version };
  const reason = tried.map(({ path, problem }) => `${path} ${problem ?? ''}`).join(', ');
  return { path: undefined, reason };
}
