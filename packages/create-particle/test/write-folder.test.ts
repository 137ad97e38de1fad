import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFolder } from '../src/folder/write-folder.ts';
import { useFolder } from './support/folder.ts';

const folder = useFolder();
const files = new Map<string, string | Uint8Array>([
  ['a.txt', 'a'],
  ['.b/c/d.bin', Uint8Array.of(1, 2)],
]);

/** A signal that is aborted when it has been looked at so often. */
function abortedAfter(looks: number): AbortSignal {
  const { signal } = new AbortController();
  let seen = 0;
  Object.defineProperty(signal, 'aborted', { get: () => ++seen > looks });
  return signal;
}

test('writes all files, text and bytes', async () => {
  await writeFolder(join(folder.path, 'x'), files);
  expect(folder.list()).toEqual(['x', 'x/.b', 'x/.b/c', 'x/.b/c/d.bin', 'x/a.txt']);
  expect(readFileSync(join(folder.path, 'x/.b/c/d.bin'))).toEqual(Buffer.of(1, 2));
});

test('makes the folders above', async () => {
  await writeFolder(join(folder.path, 'p/q/x'), files);
  expect(existsSync(join(folder.path, 'p/q/x/a.txt'))).toBe(true);
});

test('an empty folder stays the same one, so that a shell in it sees the files', async () => {
  const target = join(folder.path, 'x');
  mkdirSync(target);
  const before = statSync(target).ino;
  await writeFolder(target, files);
  expect(statSync(target).ino).toBe(before);
  expect(folder.list()).toEqual(['x', 'x/.b', 'x/.b/c', 'x/.b/c/d.bin', 'x/a.txt']);
});

test('a folder with something in it is left alone', async () => {
  mkdirSync(join(folder.path, 'x'));
  writeFileSync(join(folder.path, 'x/mine'), '');
  await expect(writeFolder(join(folder.path, 'x'), files)).rejects.toMatchObject({
    code: 'store-conflict',
    found: 'mine',
  });
  expect(folder.list()).toEqual(['x', 'x/mine']);
});

test.each(['x', 'x/y'])('a file in the way of %s is left alone', async (path) => {
  writeFileSync(join(folder.path, 'x'), 'mine');
  await expect(writeFolder(join(folder.path, path), files)).rejects.toMatchObject({
    code: 'store-failed',
  });
  expect(folder.list()).toEqual(['x']);
});

test('says so where it may not write', async () => {
  chmodSync(folder.path, 0o555);
  // Root may write everywhere.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await expect(writeFolder(join(folder.path, 'x'), files)).rejects.toMatchObject({
      code: 'store-failed',
      summary: expect.stringContaining('no permission') as string,
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder.path, 0o755);
  }
  expect(folder.list()).toEqual([]);
});

test('a write that fails half-way leaves nothing', async () => {
  const clash = new Map([...files, ['a.txt/b', 'a file is no folder']]);
  await expect(writeFolder(join(folder.path, 'p/x'), clash)).rejects.toMatchObject({
    code: 'store-failed',
  });
  expect(folder.list()).toEqual([]);
});

// Once before anything, once for each file, once before the folder is there.
test.each([0, 1, 2, 3])('a stop leaves nothing, after %i looks at the signal', async (looks) => {
  await expect(
    writeFolder(join(folder.path, 'p/x'), files, abortedAfter(looks)),
  ).rejects.toMatchObject({ code: 'aborted' });
  expect(folder.list()).toEqual([]);
});

test.each([4, 5])('a stop leaves an empty folder empty, after %i looks', async (looks) => {
  mkdirSync(join(folder.path, 'x'));
  await expect(
    writeFolder(join(folder.path, 'x'), files, abortedAfter(looks)),
  ).rejects.toMatchObject({ code: 'aborted' });
  expect(folder.list()).toEqual(['x']);
});
