import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Machine } from '../machine.ts';
import { messageOf } from '../system/failure.ts';

const REACH_LIMIT = 5_000;

/** As the package's own install script reads them: the first that is set, for every host. */
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/**
 * Why the package's own download cannot reach its host, in a phrase; nothing where there is a way to it,
 * directly or through the proxy that the environment names.
 */
export async function whyUnreachable(
  host: string,
  env: Machine['env'],
): Promise<string | undefined> {
  const variable = VARIABLES.find((name) => (env[name] ?? '') !== '');
  if (variable === undefined) {
    // Any answer will do, a refusal too: the question is whether there is a way to it.
    const request = fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(REACH_LIMIT) });
    const why = await request.then(() => undefined, reasonOf);
    return why && `its host cannot be reached (${why})`;
  }
  const address = env[variable] as string;
  // Not the whole address in messages: it may hold a password.
  if (!URL.canParse(address)) return `${variable} is not the URL of a proxy`;
  const proxy = new URL(address);
  const why = await connectThrough(proxy, new URL(host)).catch(reasonOf);
  return why && `its host cannot be reached through ${variable}, ${proxy.host} (${why})`;
}

function reasonOf(error: unknown): string {
  const { cause } = Object(error) as { cause?: unknown };
  return messageOf(cause ?? error);
}

/** Asks a proxy for a connection, and gives it up at once. Resolves to why there is none, if so. */
function connectThrough(proxy: URL, target: URL): Promise<string | undefined> {
  const port = target.port || (target.protocol === 'http:' ? '80' : '443');
  const { username, password } = proxy;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? secureRequest : plainRequest)({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: `${target.hostname}:${port}`,
      headers: {
        host: `${target.hostname}:${port}`,
        ...(username !== '' && { 'proxy-authorization': authorization }),
      },
      signal: AbortSignal.timeout(REACH_LIMIT),
    });
    request.once('connect', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode === 200 ? undefined : `it answers ${String(statusCode)}`);
    });
    request.once('error', reject);
    request.end();
  });
}
