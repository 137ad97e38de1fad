import { memoryStore, segmentsOf, type Store } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { codeOf } from './support/codes.ts';
import { newFolder } from './support/folders.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

async function contentOf(store: Store, path: string, signal?: AbortSignal): Promise<number[]> {
  const content: number[] = [];
  for await (const piece of store.read(path, { signal })) content.push(...piece);
  return content;
}

describe.each<[string, () => Promise<Store>]>([
  ['memoryStore', () => Promise.resolve(memoryStore())],
  ['fileStore', async () => fileStore(await newFolder())],
  [
    'fileStore in a folder that is not there yet',
    async () => fileStore(`${await newFolder()}/a/b`),
  ],
])('%s', (_, open) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  test('gives back the files that it was given', async () => {
    await store.write('m/objects/a.bin', bytes(1, 2, 3));
    await store.writeFolder('m/versions/1', { one: bytes(1), two: bytes() });
    expect(await contentOf(store, 'm/objects/a.bin')).toEqual([1, 2, 3]);
    expect(await contentOf(store, 'm/versions/1/one')).toEqual([1]);
    expect(await contentOf(store, 'm/versions/1/two')).toEqual([]);
  });

  test('lists what is directly in a folder, sorted', async () => {
    await store.write('m/b', bytes(1));
    await store.write('m/a', bytes(1));
    await store.writeFolder('m/c', { x: bytes(1) });
    await store.write('n/a', bytes(1));
    expect(await store.list('')).toEqual(['m', 'n']);
    expect(await store.list('m')).toEqual(['a', 'b', 'c']);
    expect(await store.list('m/c')).toEqual(['x']);
    expect(await store.list('m/d')).toEqual([]);
    expect(await store.list('m/a')).toEqual([]);
  });

  test('has nothing at first, and reading nothing is a typed error', async () => {
    expect(await store.list('')).toEqual([]);
    expect(await codeOf(() => contentOf(store, 'm/a'))).toBe('store-not-found');
    await store.write('m/b', bytes(1));
    expect(await codeOf(() => contentOf(store, 'm/a'))).toBe('store-not-found');
  });

  test('keeps a copy: what the caller changes later does not matter', async () => {
    const given = Buffer.from([1, 2]);
    await store.write('a', given);
    given.fill(9);
    expect(await contentOf(store, 'a')).toEqual([1, 2]);
  });

  test('replaces a file', async () => {
    await store.write('m/a', bytes(1, 2, 3));
    await store.write('m/a', bytes(4));
    expect(await contentOf(store, 'm/a')).toEqual([4]);
  });

  test('does not replace a folder, neither by a folder nor by a file', async () => {
    await store.writeFolder('m/v', { a: bytes(1) });
    expect(await codeOf(() => store.writeFolder('m/v', { a: bytes(2) }))).toBe('store-conflict');
    expect(['store-conflict', 'artefact-invalid']).toContain(
      await codeOf(() => store.write('m/v', bytes(2))),
    );
    expect(await contentOf(store, 'm/v/a')).toEqual([1]);
  });

  test('removes files and folders, and does not mind when there is nothing', async () => {
    await store.writeFolder('m/v', { a: bytes(1), b: bytes(2) });
    await store.write('m/a', bytes(1));
    await store.remove('m/a');
    await store.remove('m/a');
    await store.remove('m/nothing/at/all');
    expect(await store.list('m')).toEqual(['v']);
    await store.remove('m');
    expect(await store.list('')).toEqual([]);
  });

  test('hands large files out in pieces of at most a mebibyte', async () => {
    const large = new Uint8Array((5 << 19) + 7).map((_, i) => i % 251);
    await store.write('m/large', large);
    const lengths: number[] = [];
    for await (const piece of store.read('m/large')) lengths.push(piece.byteLength);
    expect(lengths.reduce((a, b) => a + b)).toBe(large.byteLength);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1 << 20);
  });

  test('lets one writer in at a time, each path by itself', async () => {
    const first = await store.lock('m');
    expect(await codeOf(() => store.lock('m'))).toBe('store-busy');
    const other = await store.lock('n');
    await first.release();
    const second = await store.lock('m');
    await first.release();
    expect(await codeOf(() => store.lock('m'))).toBe('store-busy');
    await second.release();
    await other.release();
    await (await store.lock('m')).release();
  });

  test('of many that ask at once, at most one gets the lock', async () => {
    for (let round = 0; round < 5; round++) {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => store.lock('m')));
      const held = asked.filter((each) => each.status === 'fulfilled');
      expect(held.length).toBeLessThanOrEqual(1);
      for (const each of asked) {
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'store-busy' });
      }
      for (const { value } of held) await value.release();
    }
    await (await store.lock('m')).release();
  });

  test('gives up when it is told to', async () => {
    await store.write('m/a', bytes(1));
    const signal = AbortSignal.abort();
    const calls = [
      () => store.list('m', { signal }),
      () => contentOf(store, 'm/a', signal),
      () => store.write('m/b', bytes(1), { signal }),
      () => store.writeFolder('m/c', { a: bytes(1) }, { signal }),
      () => store.remove('m/a', { signal }),
    ];
    for (const call of calls) expect(await codeOf(call)).toBe('aborted');
    expect(await store.list('m')).toEqual(['a']);
  });

  const escapes = [
    '',
    '.',
    '..',
    '../a',
    'm/..',
    'm/../../etc/passwd',
    '/etc/passwd',
    'm//a',
    'm/',
    '/m',
    './m',
    'm/./a',
    'm\\a',
    '..\\a',
    'C:',
    'C:\\a',
    'm/C:a',
    '\0',
    'm/a\0.txt',
    'm/ a',
    'm/a ',
    'm/a.',
    'm/...',
    '~',
    '~/a',
    '%2e%2e/a',
    'm/%2e%2e',
    '..%2fa',
    '\u2025/a',
    '\uff0e\uff0e/a',
    '\u202ea',
    'm/\n',
    'm/-a',
    'm/.hidden',
    '.locks',
    '.drafts',
    'con',
    'm/NUL',
    'm/com1.txt',
    'm/aux.json',
    'm/lpt9',
    'x'.repeat(129),
    `${'../'.repeat(50)}etc/passwd`,
    'file:///etc/passwd',
    '//server/share',
    '\\\\server\\share',
    'm/a:b',
    'm/*',
    'm/?',
    'm/|',
    'm/"',
    'm/<',
    'm/é',
    'm/\ud800',
  ];

  test.each(escapes.map((path) => [path]))(
    'refuses the path %j in every operation',
    async (path) => {
      const calls: (() => unknown)[] = [
        () => contentOf(store, path),
        () => store.write(path, bytes(1)),
        () => store.writeFolder(path, { a: bytes(1) }),
        () => store.writeFolder('m/folder', { [path]: bytes(1) }),
        () => store.remove(path),
        () => store.lock(path),
        ...(path === '' ? [] : [() => store.list(path)]),
      ];
      for (const call of calls) expect(await codeOf(call)).toBe('name-invalid');
      expect(await store.list('')).toEqual([]);
    },
  );
});

test('segmentsOf accepts what libraries write', () => {
  expect(segmentsOf(`digits/objects/${'0'.repeat(64)}.safetensors`)).toHaveLength(3);
  expect(segmentsOf('m/versions/00000042/COMMIT')).toHaveLength(4);
});
