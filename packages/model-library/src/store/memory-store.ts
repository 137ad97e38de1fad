import { ParticleError } from '@sora-particles/combinator-core';
import { checkAborted, pause } from '../abort.ts';
import { checkName, segmentsOf } from './path.ts';
import type { Store, StoreOptions } from './store.ts';

const PIECE = 1 << 20;

/**
 * A store in the memory of this process, for tests and for models that need not last.
 *
 * @example
 * ```ts
 * import { createLibrary, memoryStore } from '@sora-particles/model-library';
 *
 * const library = createLibrary(memoryStore());
 * console.log(await library.list()); // []
 * ```
 */
export function memoryStore(): Store {
  const files = new Map<string, Uint8Array>();
  const locked = new Set<string>();
  const under = (folder: string): readonly string[] =>
    [...files.keys()].filter((path) => path.startsWith(`${folder}/`));

  return {
    name: 'memory',

    list(folder, options) {
      return settle(options, () => {
        const prefix = folder === '' ? '' : `${segmentsOf(folder).join('/')}/`;
        const names = [...files.keys()]
          .filter((path) => path.startsWith(prefix))
          .map((path) => path.slice(prefix.length).split('/')[0] ?? '');
        return [...new Set(names)].sort();
      });
    },

    async *read(path, options) {
      const bytes = files.get(segmentsOf(path).join('/'));
      if (bytes === undefined) {
        throw new ParticleError({
          code: 'store-not-found',
          summary: 'there is no such file',
          path,
        });
      }
      for (let start = 0; start < bytes.byteLength; start += PIECE) {
        if (start > 0) await pause();
        checkAborted(options?.signal);
        yield bytes.slice(start, start + PIECE);
      }
    },

    write(path, bytes, options) {
      return settle(options, () => {
        segmentsOf(path);
        if (under(path).length > 0) throw conflict(path);
        files.set(path, new Uint8Array(bytes));
      });
    },

    writeFolder(path, contents, options) {
      return settle(options, () => {
        segmentsOf(path);
        for (const name of Object.keys(contents)) checkName(name);
        if (files.has(path) || under(path).length > 0) throw conflict(path);
        for (const [name, bytes] of Object.entries(contents)) {
          files.set(`${path}/${name}`, new Uint8Array(bytes));
        }
      });
    },

    remove(path, options) {
      return settle(options, () => {
        segmentsOf(path);
        for (const each of [path, ...under(path)]) files.delete(each);
      });
    },

    lock(path) {
      return settle(undefined, () => {
        segmentsOf(path);
        if (locked.has(path)) {
          throw new ParticleError({
            code: 'store-busy',
            summary: 'another writer is at work here',
            path,
            remedy: 'try again when it is done',
          });
        }
        locked.add(path);
        let held = true;
        return {
          release: () => {
            if (held) locked.delete(path);
            held = false;
            return Promise.resolve();
          },
        };
      });
    },
  };
}

function settle<T>(options: StoreOptions | undefined, action: () => T): Promise<T> {
  return new Promise((resolve) => {
    checkAborted(options?.signal);
    resolve(action());
  });
}

function conflict(path: string): ParticleError {
  return new ParticleError({ code: 'store-conflict', summary: 'something is there already', path });
}
