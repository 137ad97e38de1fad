import { createHash } from 'node:crypto';
import type { Json } from '@sora-particles/combinator-core';
import { createLibrary, memoryStore, type Store } from '@sora-particles/model-library';
import { smallModel } from './model.ts';

/** The files of a store by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

export const VERSION = 'm/versions/00000001';
export const MANIFEST = `${VERSION}/manifest.json`;
export const COMMIT = `${VERSION}/COMMIT`;

/** A manifest as a forger sees it. */
export interface LooseManifest {
  [key: string]: Json | undefined;
  particle: { version: Json; nodes: { [key: string]: Json; config: { [key: string]: Json } }[] };
  tensors: { [key: string]: Json; name: string; file: string; shape: number[] }[];
  files: { [key: string]: Json; sha256: string; bytes: number }[];
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The files of one saved version of the small model, called `m`. */
export async function savedFiles(): Promise<Files> {
  const store = memoryStore();
  await createLibrary(store, { now: () => '2026-11-23T16:00:00Z' }).save('m', smallModel());
  const files = new Map<string, Uint8Array>();
  for (const folder of ['m/objects', VERSION]) {
    for (const name of await store.list(folder)) {
      const pieces: Uint8Array[] = [];
      for await (const piece of store.read(`${folder}/${name}`)) pieces.push(piece);
      files.set(`${folder}/${name}`, new Uint8Array(Buffer.concat(pieces)));
    }
  }
  return files;
}

/** The manifest among the files, to change. */
export function manifestOf(files: Files): LooseManifest {
  return JSON.parse(new TextDecoder().decode(files.get(MANIFEST))) as LooseManifest;
}

/** The files with another manifest, for which COMMIT vouches. */
export function withManifest(files: Files, manifest: string | Uint8Array | object): Files {
  const bytes =
    manifest instanceof Uint8Array
      ? manifest
      : bytesOf(typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return new Map([...files, [MANIFEST, bytes], [COMMIT, bytesOf(sha256(bytes))]]);
}

/** The files with another file of weights in the place of one, its hash and size being put right everywhere. */
export function withWeights(files: Files, position: number, weights: Uint8Array): Files {
  const manifest = manifestOf(files);
  const entry = manifest.files[position]!;
  const before = entry.sha256;
  const after = sha256(weights);
  for (const tensor of manifest.tensors) if (tensor.file === before) tensor.file = after;
  Object.assign(entry, { sha256: after, bytes: weights.byteLength });
  const changed = new Map(withManifest(files, manifest));
  changed.set(`m/objects/${after}.safetensors`, weights);
  return changed;
}

/** The bytes of a file of weights. */
export function weightsOf(files: Files, position: number): Uint8Array {
  const { sha256: hash } = manifestOf(files).files[position]!;
  return files.get(`m/objects/${hash}.safetensors`)!;
}

/** A store that holds the files and cannot be written; it answers at once. */
export function storeOf(files: Files): Store {
  const refuse = (): Promise<never> => Promise.reject(new Error('this store is only read'));
  return {
    name: 'forged',
    list(folder) {
      const names = [...files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split('/')[0]!);
      return Promise.resolve([...new Set(names)].sort());
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    async *read(path) {
      const bytes = files.get(path);
      if (bytes === undefined) {
        throw Object.assign(new Error(path), { name: 'ParticleError', code: 'store-not-found' });
      }
      if (bytes.byteLength > 0) yield bytes;
    },
    write: refuse,
    writeFolder: refuse,
    remove: refuse,
    lock: refuse,
  };
}
