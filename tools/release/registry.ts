import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kill, type Lab } from './lab.ts';
import { npmCache, registryTools } from './lazy-tools.ts';

/** How long the registry may take to start, in milliseconds. */
const PATIENCE = 60_000;

/** A registry on this machine that knows our packages, and gets all others where npm gets them. */
export interface Registry {
  /** How often each package was accepted: `@sora-particles/optimizer` to 1. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Where it looks for packages that are not its own. */
  readonly uplink: string;
  /** Calls back after each package that it accepts. */
  onAccepted: (() => void) | undefined;
  /** Ends it on the spot, as a power cut would. */
  kill(): void;
  /** Starts it, or starts it again, with what it has. */
  start(): Promise<void>;
}

/**
 * Prepares Verdaccio and points the npm of the lab at it.
 *
 * @param own - Patterns of the packages that only it has.
 */
export async function openRegistry(lab: Lab, own: readonly string[]): Promise<Registry> {
  const tools = await registryTools(lab);
  const uplink = (await lab.npm(lab.folder, 'config', 'get', 'registry')).trim();
  const proxy = (await lab.npm(lab.folder, 'config', 'get', 'https-proxy')).trim();
  const folder = join(lab.folder, 'registry');
  mkdirSync(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}/`;
  writeFileSync(join(folder, 'config.yaml'), configuration(uplink, proxy, own));
  const npmrc = join(lab.folder, 'npmrc');
  // Anybody may publish, but npm wants a token.
  writeFileSync(npmrc, `${url.replace('http:', '')}:_authToken=rehearsal\n`);
  lab.env = {
    ...lab.env,
    npm_config_registry: url,
    npm_config_userconfig: npmrc,
    npm_config_cache: npmCache(),
    npm_config_noproxy: '127.0.0.1',
    // Where a package is not had soon, it is asked for again.
    npm_config_fetch_timeout: '30000',
    npm_config_fetch_retry_mintimeout: '500',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_yes: 'true',
  };
  const accepted = new Map<string, number>();
  let pid: number | undefined;
  const registry: Registry = {
    accepted,
    uplink,
    onAccepted: undefined,
    kill() {
      if (pid !== undefined) kill(pid);
    },
    async start() {
      const script = join(tools, 'node_modules/verdaccio/bin/verdaccio');
      const args = [script, '--config', 'config.yaml', '--listen', url];
      const child = lab.start(process.execPath, args, folder);
      ({ pid } = child);
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const name of lines.flatMap(acceptedIn)) {
          accepted.set(name, (accepted.get(name) ?? 0) + 1);
          registry.onAccepted?.();
        }
      });
      await answers(
        url,
        () => child.exitCode !== null || child.signalCode !== null,
        () => said,
      );
    },
  };
  await registry.start();
  return registry;
}

/** The package that a line of the log says was stored, if it does. */
export function acceptedIn(line: string): string[] {
  if (!line.startsWith('{')) return [];
  const { request, status } = JSON.parse(line) as {
    request?: { method?: string; url?: string };
    status?: number;
  };
  return request?.method === 'PUT' && status === 201 && request.url !== undefined
    ? [decodeURIComponent(request.url.split('?')[0] ?? '').slice(1)]
    : [];
}

function configuration(uplink: string, proxy: string, own: readonly string[]): string {
  const rules = { access: '$all', publish: '$all' };
  return JSON.stringify({
    storage: './storage',
    web: { enable: false },
    max_body_size: '100mb',
    uplinks: {
      npm: {
        url: uplink,
        cache: false,
        timeout: '20s',
        ...(proxy !== 'null' && { https_proxy: proxy }),
      },
    },
    packages: {
      ...Object.fromEntries(own.map((pattern) => [pattern, rules])),
      '**': { access: '$all', proxy: 'npm' },
    },
    log: { type: 'stdout', format: 'json', level: 'http' },
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, ended: () => boolean, said: () => string): Promise<void> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    if (ended()) throw new Error(`the registry ended:\n${said()}`);
    try {
      if ((await fetch(`${url}-/ping`)).ok) return;
    } catch {
      if (performance.now() > end) throw new Error(`the registry does not answer:\n${said()}`);
    }
    await pause(50);
  }
}
