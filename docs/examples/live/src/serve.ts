import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** A server that runs, and where. */
export interface Serving {
  readonly server: Server;
  readonly url: string;
}

/** Serves a folder, to this machine only, at any free port. */
export async function serve(folder: string, port = 0): Promise<Serving> {
  const server = createServer((request, response) => {
    const path = fileAt(folder, request.url ?? '/');
    const type = TYPES[extname(path ?? '')] ?? 'application/octet-stream';
    // A rebuilt page is seen at once.
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache' };
    (path === undefined ? Promise.reject(new Error('outside')) : readFile(path)).then(
      (body) => response.writeHead(200, headers).end(body),
      () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.'),
    );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', done);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** The file that a URL stands for, or undefined for one outside of the folder. */
export function fileAt(folder: string, url: string): string | undefined {
  const root = resolve(folder);
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, ''));
    const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
    return file.startsWith(root + sep) && !file.includes('\0') ? file : undefined;
  } catch {
    return undefined;
  }
}
