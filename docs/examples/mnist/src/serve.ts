import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Label, ParticleError } from '@sora-particles/combinator-core';
import { encode } from 'fast-png';
import { type Digits, imageOf, SIDE } from './data.ts';

/** What {@link askSecondProcess} takes. */
export interface ServeOptions {
  readonly library: string;
  readonly version: number;
  readonly backend: string;
  /** PNG files. */
  readonly files: readonly Uint8Array[];
  readonly signal: AbortSignal;
}

/** An image as a PNG file, as a scanner or a camera would hand it in. */
export function pngOf(digits: Digits, index: number): Uint8Array {
  return encode({ width: SIDE, height: SIDE, data: imageOf(digits, index), channels: 1, depth: 8 });
}

/** Starts a process that loads the model and reads the files; gives its answers. */
export async function askSecondProcess(options: ServeOptions): Promise<readonly Label[]> {
  const { library, version, backend, files, signal } = options;
  const script = join(import.meta.dirname, 'predict-process.ts');
  // With the arguments of this process, so that it runs TypeScript in the same way.
  const args = [...process.execArgv, script, library, String(version), backend];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A process that dies early closes its input: what matters is how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(files.map((file) => Buffer.from(file).toString('base64'))));
  const [answers, code] = await Promise.all([text(child.stdout), ended]);
  if (code === 0) return JSON.parse(answers) as readonly Label[];
  throw new ParticleError({
    code: 'output-invalid',
    summary: `the second process ended with code ${String(code)}`,
    path: script,
  });
}
