import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS } from './shape-reader.ts';

/** Image files (PNG or JPEG) as they are, and the index in `LABELS` of what each shows. */
export interface Examples {
  readonly x: readonly Uint8Array[];
  readonly y: readonly number[];
}

/**
 * Reads `<folder>/<label>/*`. One file in four, by name, is kept for the test, so that it is the same ones
 * each time.
 */
export async function loadExamples(folder: string): Promise<{ train: Examples; test: Examples }> {
  const train: { x: Uint8Array[]; y: number[] } = { x: [], y: [] };
  const test: { x: Uint8Array[]; y: number[] } = { x: [], y: [] };
  for (const [index, label] of LABELS.entries()) {
    const files = (await readdir(join(folder, label))).filter((name) => !name.startsWith('.'));
    for (const [place, name] of files.sort().entries()) {
      const set = place % 4 === 3 ? test : train;
      set.x.push(new Uint8Array(await readFile(join(folder, label, name))));
      set.y.push(index);
    }
  }
  return { train, test };
}
