import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whyUnreachable } from '../src/tfjs-node/reach.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A proxy that answers every wish for a connection alike, and what it was asked. */
async function proxy(answer: string) {
  const asked: { path: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', ({ url, headers }, socket) => {
    asked.push({ path: url, authorization: headers['proxy-authorization'] });
    socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked };
}

// Nobody listens at this port.
const HOST = 'http://127.0.0.1:1/none';

test('without a proxy the host itself is asked, and any answer will do', async () => {
  expect(await whyUnreachable(HOST, {})).toMatch(/^its host cannot be reached \(/);
  const server = createServer((_, response) => response.writeHead(404).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await whyUnreachable(`http://127.0.0.1:${String(port)}/`, {})).toBeUndefined();
});

test.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])(
  'the proxy of %s is asked for a connection to the host',
  async (variable) => {
    const { host, asked } = await proxy('200 Connection established');
    const env = { [variable]: `http://${host}` };
    expect(await whyUnreachable('https://storage.example.org/x', env)).toBeUndefined();
    expect(asked).toEqual([{ path: 'storage.example.org:443', authorization: undefined }]);
  },
);

test('HTTPS_PROXY comes first, and its password is sent to it and told to nobody else', async () => {
  const { host, asked } = await proxy('403 Forbidden');
  const env = { HTTPS_PROXY: `http://me:s%20cret@${host}`, HTTP_PROXY: 'http://127.0.0.1:1' };
  const why = await whyUnreachable('https://storage.example.org:8443', env);
  expect(why).toBe(`its host cannot be reached through HTTPS_PROXY, ${host} (it answers 403)`);
  const authorization = `Basic ${Buffer.from('me:s cret').toString('base64')}`;
  expect(asked).toEqual([{ path: 'storage.example.org:8443', authorization }]);
});

test('a proxy that is not there, and what is no proxy', async () => {
  const gone = await whyUnreachable(HOST, { HTTPS_PROXY: 'http://127.0.0.1:1' });
  expect(gone).toMatch(/through HTTPS_PROXY, 127\.0\.0\.1:1 \(connect ECONNREFUSED/);
  const wrong = await whyUnreachable(HOST, { HTTPS_PROXY: 'proxy with secret' });
  expect(wrong).toBe('HTTPS_PROXY is not the URL of a proxy');
});
