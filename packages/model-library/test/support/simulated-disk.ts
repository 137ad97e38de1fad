import { dirname, basename } from 'node:path';
import type { FileSystem, OpenFile } from '@sora-particles/model-library/node';

/**
 * A disk in memory that remembers what has been flushed, so that a test can cut its power.
 *
 * It promises less than real file systems do: of every name in a folder that was changed since the
 * folder was flushed, the old state or any later one may survive, independently of all other names;
 * of every file that was written since it was flushed, nothing, a part, zeros or all may survive. A
 * rename within a folder or between two is two such changes, save that a folder is in one place only.
 */
export class SimulatedDisk {
  readonly #root: Folder;

  constructor(root: Folder = newFolderNode()) {
    this.#root = root;
  }

  /** What a disk may hold after a power cut at this moment. Nothing that lives on is shared with it. */
  afterPowerCut(random: () => number): SimulatedDisk {
    return new SimulatedDisk(survivor(this.#root, random, new Map()).node as Folder);
  }

  /** The calls of an operating system on this disk. */
  get fileSystem(): FileSystem {
    return {
      openExisting: (path) => later(() => opened(this.#find(path) ?? fail('ENOENT', path), path)),
      openNew: (path) =>
        later(() => {
          const folder = this.#folder(dirname(path));
          if (current(folder, basename(path))) fail('EEXIST', path);
          const file: File = { kind: 'file', bytes: new Uint8Array(0), flushed: undefined };
          record(folder, basename(path), file);
          return opened(file, path);
        }),
      syncFolder: (path) =>
        later(() => {
          for (const history of this.#folder(path).names.values())
            history.splice(0, history.length - 1);
        }),
      createFolder: (path) =>
        later(() => {
          const parent = this.#folder(dirname(path));
          if (current(parent, basename(path))) fail('EEXIST', path);
          record(parent, basename(path), newFolderNode());
        }),
      list: (path) =>
        later(() => {
          const folder = this.#folder(path);
          return [...folder.names.keys()].flatMap((name) => {
            const node = current(folder, name);
            return node ? [{ name, kind: node.kind }] : [];
          });
        }),
      kindOf: (path) => later(() => this.#find(path)?.kind),
      resolve: (path) => later(() => (this.#find(path) ? path : fail('ENOENT', path))),
      rename: (from, to) =>
        later(() => {
          const moved = this.#find(from) ?? fail('ENOENT', from);
          const target = this.#find(to);
          if (target?.kind === 'folder' && (moved.kind === 'file' || !isEmpty(target)))
            fail('ENOTEMPTY', to);
          if (target?.kind === 'file' && moved.kind === 'folder') fail('ENOTDIR', to);
          record(this.#folder(dirname(to)), basename(to), moved);
          record(this.#folder(dirname(from)), basename(from), undefined);
        }),
      removeFile: (path) =>
        later(() => {
          if (this.#find(path)?.kind !== 'file') fail('ENOENT', path);
          record(this.#folder(dirname(path)), basename(path), undefined);
        }),
      removeFolder: (path) =>
        later(() => {
          if (!isEmpty(this.#folder(path))) fail('ENOTEMPTY', path);
          record(this.#folder(dirname(path)), basename(path), undefined);
        }),
    };
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean)) {
      if (node === undefined) return undefined;
      if (node.kind !== 'folder') fail('ENOTDIR', path);
      node = current(node, name);
    }
    return node;
  }

  #folder(path: string): Folder {
    const node = this.#find(path) ?? fail('ENOENT', path);
    return node.kind === 'folder' ? node : fail('ENOTDIR', path);
  }
}

interface File {
  readonly kind: 'file';
  bytes: Uint8Array;
  /** What a power cut leaves for sure. */
  flushed: Uint8Array | undefined;
}

interface Folder {
  readonly kind: 'folder';
  /** For each name what it led to since the last flush, which left the first of the list. */
  readonly names: Map<string, (Node | undefined)[]>;
}

type Node = File | Folder;

function newFolderNode(): Folder {
  return { kind: 'folder', names: new Map() };
}

function current(folder: Folder, name: string): Node | undefined {
  return folder.names.get(name)?.at(-1);
}

function record(folder: Folder, name: string, node: Node | undefined): void {
  const history = folder.names.get(name) ?? [undefined];
  folder.names.set(name, [...history, node]);
}

function isEmpty(folder: Folder): boolean {
  return [...folder.names.keys()].every((name) => current(folder, name) === undefined);
}

interface Survivor {
  readonly node: Node;
  /** Takes a folder from the place where it was found first. */
  withdraw: () => void;
}

function survivor(node: Node, random: () => number, seen: Map<Node, Survivor>): Survivor {
  const known = seen.get(node);
  if (known) return known;
  if (node.kind === 'file') {
    const bytes = survivingBytes(node, random);
    return remember({ kind: 'file', bytes, flushed: bytes });
  }
  const folder = newFolderNode();
  const result = remember(folder);
  for (const [name, history] of node.names) {
    const left = history[Math.floor(random() * history.length)];
    if (left === undefined) continue;
    const before = left.kind === 'folder' ? seen.get(left) : undefined;
    // A folder that was moved: where it is for sure, else where it was found first.
    if (before && history.length > 1) continue;
    before?.withdraw();
    const next = survivor(left, random, seen);
    folder.names.set(name, [next.node]);
    next.withdraw = () => folder.names.delete(name);
  }
  return result;

  function remember(copy: Node): Survivor {
    const entry: Survivor = { node: copy, withdraw: () => undefined };
    seen.set(node, entry);
    return entry;
  }
}

function survivingBytes({ bytes, flushed }: File, random: () => number): Uint8Array {
  if (flushed === bytes) return bytes.slice();
  const choices = [
    flushed ?? new Uint8Array(0),
    bytes,
    new Uint8Array(bytes.byteLength),
    bytes.subarray(0, Math.floor(random() * bytes.byteLength)),
  ];
  return choices[Math.floor(random() * choices.length)]!.slice();
}

function opened(node: Node, path: string): OpenFile {
  let at = 0;
  const file = (): File => (node.kind === 'file' ? node : fail('EISDIR', path));
  return {
    kind: () => later(() => node.kind),
    read: (into) =>
      later(() => {
        const piece = file().bytes.subarray(at, at + into.byteLength);
        into.set(piece);
        at += piece.byteLength;
        return piece.byteLength;
      }),
    write: (bytes) =>
      later(() => {
        file().bytes = new Uint8Array(Buffer.concat([file().bytes, bytes]));
      }),
    sync: () =>
      later(() => {
        file().flushed = file().bytes;
      }),
    close: () => later(() => undefined),
  };
}

// As with a real disk, every call lets others run first.
async function later<T>(call: () => T): Promise<T> {
  await Promise.resolve();
  return call();
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code });
}
