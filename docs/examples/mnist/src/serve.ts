import { join } from 'node:path';
import type { Label } from '@sora-particles/combinator-core';
import { askProcess } from '@sora-particles/example-kit';
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

/** Has a process of its own load the model and read the files. */
export async function askSecondProcess(options: ServeOptions): Promise<readonly Label[]> {
  const { library, version, backend, files, signal } = options;
  const script = join(import.meta.dirname, 'predict-process.ts');
  const input = files.map((file) => Buffer.from(file).toString('base64'));
  const answers = await askProcess(script, [library, String(version), backend], input, signal);
  return answers as readonly Label[];
}
