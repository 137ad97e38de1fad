import type { FileSystem, OpenFile } from '@sora-particles/model-library/node';

/** Called before each call of the operating system with its number and name; may throw instead of it. */
export type BeforeCall = (number: number, name: string) => void;

/** A file system that asks before each of its calls. */
export function interceptedFileSystem(fs: FileSystem, before: BeforeCall): FileSystem {
  let calls = 0;
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const method: unknown = Reflect.get(object, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          // A file is closed whatever the system says: only a real one would stay open.
          if (name === 'close') await Reflect.apply(method, object, args);
          before(calls++, String(name));
          if (name === 'close') return undefined;
          const result: unknown = await Reflect.apply(method, object, args);
          return isOpenFile(result) ? wrap(result) : result;
        };
      },
    });
  return wrap(fs);
}

function isOpenFile(value: unknown): value is OpenFile {
  return typeof value === 'object' && value !== null && 'sync' in value;
}

/** An error as the operating system reports it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}
