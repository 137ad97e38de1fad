import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes an empty folder for each test, and removes it afterwards. */
export function useFolder(): { readonly path: string; readonly list: () => string[] } {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'sora-create-'));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    get path() {
      return path;
    },
    list: () => readdirSync(path, { recursive: true }).map(String).sort(),
  };
}
