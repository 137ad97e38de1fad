import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Store } from '@sora-particles/model-library';
import { type FileSystem, fileStore, nodeFileSystem } from '@sora-particles/model-library/node';
import { codeOf } from './support/codes.ts';
import { newFolder } from './support/folders.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const one = Uint8Array.of(1);

async function read(store: Store, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('fileStore', () => {
  let outside: string;
  let top: string;
  let store: Store;
  beforeEach(async () => {
    outside = await newFolder();
    top = await newFolder();
    store = fileStore(top);
    await mkdir(join(outside, 'folder'));
    await writeFile(join(outside, 'secret'), 'secret');
    await writeFile(join(outside, 'folder', 'a'), 'secret');
    await mkdir(join(top, 'm'));
  });

  const untouched = async (): Promise<void> => {
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(await readFile(join(outside, 'folder', 'a'), 'utf8')).toBe('secret');
  };

  test('reads through no link to a file, absolute, relative or dangling', async () => {
    await symlink(join(outside, 'secret'), join(top, 'm', 'absolute'));
    await symlink('../../secret', join(top, 'm', 'relative'));
    await symlink('nowhere', join(top, 'm', 'dangling'));
    await symlink('loop', join(top, 'm', 'loop'));
    for (const name of ['absolute', 'relative', 'dangling', 'loop']) {
      expect(await codeOf(() => read(store, `m/${name}`))).toBe('artefact-invalid');
    }
    expect(await store.list('m')).toEqual([]);
  });

  test('goes through no link to a folder, also where it leads back inside', async () => {
    await symlink(join(outside, 'folder'), join(top, 'link'));
    await symlink(join(top, 'm'), join(top, 'inside'));
    for (const link of ['link', 'inside']) {
      for (const call of [
        () => read(store, `${link}/a`),
        () => store.list(link),
        () => store.write(`${link}/b`, one),
        () => store.writeFolder(`${link}/c`, { a: one }),
        () => store.remove(`${link}/a`),
      ]) {
        expect(await codeOf(call)).toBe('artefact-invalid');
      }
    }
    expect(await store.list('')).toEqual(['m']);
    await untouched();
  });

  test('replaces a link by a file instead of writing through it', async () => {
    await symlink(join(outside, 'secret'), join(top, 'm', 'link'));
    await store.write('m/link', one);
    expect([...(await read(store, 'm/link'))]).toEqual([1]);
    await untouched();
  });

  test('removes a link, not what it leads to', async () => {
    await symlink(join(outside, 'folder'), join(top, 'm', 'link'));
    await store.remove('m');
    expect(await store.list('')).toEqual([]);
    await untouched();
  });

  test('uses no lock and no drafts that lie behind a link', async () => {
    for (const name of ['.locks', '.drafts']) {
      await rm(join(top, name), { recursive: true, force: true });
      await symlink(join(outside, 'folder'), join(top, name));
      expect(
        await codeOf(async () => {
          const lock = await store.lock('m');
          try {
            await store.write('m/a', one);
          } finally {
            await lock.release();
          }
        }),
      ).toBe('artefact-invalid');
      await rm(join(top, name));
    }
    await untouched();
  });

  test('waits for no FIFO and opens no socket, device or folder', async () => {
    execFileSync('mkfifo', [join(top, 'm', 'fifo')]);
    const server = createServer().listen(join(top, 'm', 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    await mkdir(join(top, 'm', 'folder'));
    try {
      for (const name of ['fifo', 'socket', 'folder']) {
        expect(await codeOf(() => read(store, `m/${name}`))).toBe('artefact-invalid');
      }
    } finally {
      server.close();
    }
  });

  test('opens no device: it reports one where a test can make none', async () => {
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      openExisting: () => nodeFileSystem.openExisting('/dev/zero'),
    };
    expect(await codeOf(() => read(fileStore(top, { fileSystem }), 'm/zero'))).toBe(
      'artefact-invalid',
    );
  });

  test('sees a folder that is swapped for a link while it is on its way', async () => {
    await writeFile(join(top, 'm', 'a'), 'mine');
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      async openExisting(path) {
        await rename(join(top, 'm'), join(top, 'moved'));
        await symlink(join(outside, 'folder'), join(top, 'm'));
        return nodeFileSystem.openExisting(path);
      },
    };
    expect(await codeOf(() => read(fileStore(top, { fileSystem }), 'm/a'))).toBe(
      'artefact-invalid',
    );
  });

  test('may itself be reached through a link: that is the choice of its owner', async () => {
    await symlink(top, join(outside, 'models'));
    const linked = fileStore(join(outside, 'models'));
    await linked.write('m/a', one);
    expect([...(await read(store, 'm/a'))]).toEqual([1]);
    expect(await linked.list('m')).toEqual(['a']);
  });

  test('does not write a file again that holds the bytes already', async () => {
    await store.write('m/a', one);
    const before = await stat(join(top, 'm', 'a'));
    await store.write('m/a', one);
    const after = await stat(join(top, 'm', 'a'));
    expect(after.ino).toBe(before.ino);
    await writeFile(join(top, 'm', 'a'), Uint8Array.of(2));
    await store.write('m/a', one);
    expect([...(await read(store, 'm/a'))]).toEqual([1]);
  });

  test('leaves no drafts behind, and tidies up those of writers that died', async () => {
    await store.write('m/a', one);
    await store.writeFolder('m/b', { a: one });
    await store.remove('m/b');
    await mkdir(join(top, '.drafts', 'm', 'dead'), { recursive: true });
    await writeFile(join(top, '.drafts', 'm', 'dead', 'manifest.json'), '{}');
    await writeFile(join(top, '.drafts', 'm', '123-4'), 'half a file');
    await (await store.lock('m')).release();
    expect(await nodeFileSystem.kindOf(join(top, '.drafts', 'm'))).toBeUndefined();
    expect(await store.list('m')).toEqual(['a']);
  });

  test('is a typed error where the path of the store is a file', async () => {
    await writeFile(join(top, 'file'), 'x');
    const broken = fileStore(join(top, 'file'));
    expect(await codeOf(() => broken.list('m'))).toBe('artefact-invalid');
    expect(await codeOf(() => broken.write('m/a', one))).toBe('artefact-invalid');
  });
});
