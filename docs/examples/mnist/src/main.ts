/** Trains a recogniser of handwritten digits, tests it, saves it, and has a second process use it. */
import { join, relative } from 'node:path';
import { runMain } from '@sora-particles/example-kit';
import { readOptions } from './options.ts';
import { run } from './run.ts';

await runMain(async (signal) => {
  const out = relative(process.cwd(), join(import.meta.dirname, '../out')) || '.';
  const options = readOptions(process.argv, out);
  if (options !== undefined) await run(options, signal);
});
