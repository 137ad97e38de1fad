import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles a program of `test/children` into one file that node starts at once. */
export function bundle(name: string, folder: string): string {
  const outfile = join(folder, `${name}.cjs`);
  buildSync({
    entryPoints: [join(__dirname, '..', 'children', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@sora-particles/source', 'require'],
    mainFields: ['main'],
    // The backend says that its entry for Node has no effects, which is not so.
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  return outfile;
}
