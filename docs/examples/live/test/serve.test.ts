import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAt, serve } from '../src/serve.ts';

test.each([
  { url: '/', file: '/page/index.html' },
  { url: '/main.js?v=1', file: '/page/main.js' },
  { url: '/model/a%20b', file: '/page/model/a b' },
])('$url is $file', ({ url, file }) => {
  expect(fileAt('/page', url)).toBe(file);
});

test.each(['/../secret', '/%2e%2e/secret', '/..%2fpage2/x', '/a%00', '/%'])(
  '%s is nothing',
  (url) => {
    expect(fileAt('/page', url)).toBeUndefined();
  },
);

test('a folder is served, with the types that browsers insist on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'live-'));
  await writeFile(join(folder, 'index.html'), 'hello');
  await writeFile(join(folder, 'a.wasm'), new Uint8Array([0, 97]));
  const { server, url } = await serve(folder);
  try {
    const page = await fetch(url);
    expect(await page.text()).toBe('hello');
    expect(page.headers.get('content-type')).toContain('text/html');
    const wasm = await fetch(`${url}a.wasm`);
    expect(wasm.headers.get('content-type')).toBe('application/wasm');
    expect((await fetch(`${url}missing.js`)).status).toBe(404);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});
