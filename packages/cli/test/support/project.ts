import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const packages = resolve(__dirname, '../../../');

/** A folder of its own for each test. */
export interface Project {
  readonly folder: string;
  /** Writes a file; objects as JSON. */
  write(path: string, content: string | object | Uint8Array): string;
  /** Installs packages of ours by their folders. */
  install(...names: readonly string[]): void;
}

/** Makes a project before each test and removes it after. */
export function projectForEach(): Project {
  let folder = '';
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'sora-cli-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    write(path, content) {
      const at = join(folder, path);
      mkdirSync(dirname(at), { recursive: true });
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(at, isRaw ? content : JSON.stringify(content));
      return at;
    },
    install(...names) {
      const scope = join(folder, 'node_modules/@sora-particles');
      mkdirSync(scope, { recursive: true });
      for (const name of names) symlinkSync(join(packages, name), join(scope, name), 'dir');
    },
  };
}
