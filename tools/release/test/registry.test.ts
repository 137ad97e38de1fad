import { acceptedIn } from '../registry.ts';

const line = (method: string, url: string, status: number) =>
  JSON.stringify({ level: 35, request: { method, url }, status, msg: 'whatever' });

test('a package that was stored is told from the log', () => {
  expect(acceptedIn(line('PUT', '/@acme%2fblur', 201))).toEqual(['@acme/blur']);
  expect(acceptedIn(line('PUT', '/blur?write=true', 201))).toEqual(['blur']);
});

test.each([
  line('PUT', '/blur', 409),
  line('PUT', '/-/user/org.couchdb.user:me', 200),
  line('GET', '/blur', 200),
  JSON.stringify({ msg: 'started' }),
  'no JSON',
  '',
])('%s is not', (text) => {
  expect(acceptedIn(text)).toEqual([]);
});
