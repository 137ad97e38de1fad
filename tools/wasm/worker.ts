import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Bundles what a worker of the wasm engine runs into a text, and writes that to
 * `packages/wasm-training/src/generated/worker.ts`: it starts from there in Node and in browsers alike,
 * whatever a bundler does to the files of the application.
 */
export async function bundleWorker(root: string): Promise<void> {
  const output = join(root, 'packages/wasm-training/src/generated/worker.ts');
  const bundle = await build({
    entryPoints: [join(root, 'packages/wasm-training/src/engine/worker-main.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
  });
  const text = `// Bundled by tools/wasm from src/engine/worker-main.ts. Do not edit.
export const WORKER = ${JSON.stringify(bundle.outputFiles[0]?.text.trim())};
`;
  if (existsSync(output) && readFileSync(output, 'utf8') === text) return;
  mkdirSync(dirname(output), { recursive: true });
  // Written beside it and renamed, so that a reader running at the same time sees all or nothing.
  const beside = `${output}.${String(process.pid)}`;
  writeFileSync(beside, text);
  renameSync(beside, output);
}
