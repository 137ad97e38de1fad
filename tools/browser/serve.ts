import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { WASM_PATHS } from './wasm-paths.ts';

const WASM_FOLDER = 'node_modules/@tensorflow/tfjs-backend-wasm/dist/';

/** What lets a page share memory between threads. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

interface Reply {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/**
 * Serves, to this machine only: the bundles; for each `/name.js` a page `/name.html` that loads it, and
 * `/isolated.html`, which is main's; the `.wasm` files.
 */
export async function serve(bundles: ReadonlyMap<string, Uint8Array>): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const reply = replyTo(url, bundles);
    if (reply === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': reply.type, ...reply.headers }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function replyTo(url: string, bundles: ReadonlyMap<string, Uint8Array>): Reply | undefined {
  const script = bundles.get(url);
  if (script !== undefined) return { type: 'text/javascript', body: script };
  const [, page] = /^\/(\w+)\.html$/.exec(url) ?? [];
  if (page === 'isolated') return { ...pageWith('main'), headers: ISOLATION };
  if (page !== undefined && bundles.has(`/${page}.js`)) return pageWith(page);
  const [, wasm] = /^([\w-]+\.wasm)$/.exec(url.slice(WASM_PATHS.length)) ?? [];
  return wasm !== undefined && url.startsWith(WASM_PATHS)
    ? { type: 'application/wasm', body: readFileSync(WASM_FOLDER + wasm) }
    : undefined;
}

/** The icon is empty, so that the browser asks for none. */
function pageWith(script: string): Reply {
  const icon = '<link rel="icon" href="data:,">';
  const body = `<!doctype html><title>${script}</title>${icon}<script type="module" src="/${script}.js"></script>`;
  return { type: 'text/html', body };
}
