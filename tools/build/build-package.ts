/**
 * Builds one package into `dist`: ES modules and CommonJS, each with its own declarations.
 *
 *     tsx tools/build/build-package.ts packages/optimizer
 *
 * Other packages of ours are seen as a user sees them, through their built declarations, so they are
 * built first (`npm run build` does all in order).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: build-package.ts <folder of the package>');

const tsc = (...options: string[]): void => {
  const args = [
    'node_modules/typescript-7/bin/tsc',
    '-p',
    join(folder, 'tsconfig.build.json'),
    ...options,
  ];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
};

const dist = join(folder, 'dist');
rmSync(dist, { recursive: true, force: true });
tsc('--outDir', join(dist, 'esm'));
// The same sources as CommonJS. `verbatimModuleSyntax` would forbid `import` there.
tsc(
  '--outDir',
  join(dist, 'cjs'),
  '--module',
  'commonjs',
  '--moduleResolution',
  'bundler',
  '--verbatimModuleSyntax',
  'false',
);
mkdirSync(join(dist, 'cjs'), { recursive: true });
writeFileSync(join(dist, 'cjs/package.json'), '{ "type": "commonjs" }\n');
