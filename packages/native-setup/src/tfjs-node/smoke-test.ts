import type { Machine } from '../machine.ts';
import { run } from '../system/command.ts';

/** What came of loading the package in a process of its own. */
export type SmokeTest =
  | { readonly loads: true; readonly libtensorflow: string }
  | { readonly loads: false; readonly reason: string };

// Node 23 removed two functions of util that tfjs-node 4.22 calls.
const program = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const matrix = tf.tensor2d([[1, 2], [3, 4]]);
const product = Array.from(tf.matMul(matrix, matrix).dataSync());
if (product.join() !== '7,10,15,22') throw new Error('computes ' + product.join() + ' instead of 7,10,15,22');
process.stdout.write('\\nlibtensorflow=' + tf.backend().binding.TF_Version + '\\n');
`;

/** Loads `@tensorflow/tfjs-node` in a child process, which a broken library cannot take us down with, and multiplies. */
export async function smokeTest(
  folder: string,
  { env }: Machine,
  signal?: AbortSignal,
): Promise<SmokeTest> {
  const { ok, stdout, stderr, failure } = await run(process.execPath, ['-e', program, folder], {
    env: { TF_CPP_MIN_LOG_LEVEL: '3', ...env, NODE_OPTIONS: '' },
    signal,
    limit: 120_000,
  });
  const version = /^libtensorflow=(.*)$/m.exec(stdout)?.[1];
  if (ok && version !== undefined) return { loads: true, libtensorflow: version };
  const line = stderr.split('\n').find((text) => /\b\w*Error\b/.test(text));
  return { loads: false, reason: line?.trim() ?? failure ?? 'said nothing' };
}
