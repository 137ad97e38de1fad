/** Builds `dist`: ES modules and CommonJS from the same sources, each with its own declarations. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

const tsc = (...options) =>
  execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...options],
    { stdio: 'inherit' },
  );

rmSync('dist', { recursive: true, force: true });
tsc('--outDir', 'dist/esm');
// `verbatimModuleSyntax` would forbid `import` in CommonJS.
tsc(
  ...['--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler'],
  ...['--verbatimModuleSyntax', 'false'],
);
mkdirSync('dist/cjs', { recursive: true });
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
