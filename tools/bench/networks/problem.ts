import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Numbers in row-major order. */
export interface Numbers {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** What all contestants start from. */
export interface Problem {
  readonly x: Numbers;
  /** One-hot, float32. */
  readonly y: Numbers;
  /** First weights, then state, by the path that they have in Sora Particles, layer by layer. */
  readonly weights: Readonly<Record<string, Numbers>>;
}

interface Entry {
  readonly name: string;
  readonly file: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
}

const MANIFEST = 'problem.json';

/** Writes it as plain files of little-endian numbers, which Python reads, too. */
export async function writeProblem(folder: string, { x, y, weights }: Problem): Promise<void> {
  await mkdir(folder, { recursive: true });
  const arrays = Object.entries({ x, y, ...prefixed(weights) });
  const entries = arrays.map(([name, { values, shape }], index): Entry => ({
    ...{ name, shape, file: `${index}.bin` },
    dtype: values instanceof Int32Array ? 'int32' : 'float32',
  }));
  await Promise.all(
    arrays.map(([, { values }], index) => writeFile(join(folder, `${index}.bin`), values)),
  );
  await writeFile(join(folder, MANIFEST), JSON.stringify(entries));
}

/** Reads what {@link writeProblem} wrote. */
export async function readProblem(folder: string): Promise<Problem> {
  const entries = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Entry[];
  const arrays = await Promise.all(
    entries.map(async ({ name, file, dtype, shape }): Promise<[string, Numbers]> => {
      const { buffer, byteOffset, length } = aligned(await readFile(join(folder, file)));
      const Values = dtype === 'int32' ? Int32Array : Float32Array;
      return [name, { shape, values: new Values(buffer, byteOffset, length / 4) }];
    }),
  );
  const { x, y, ...weights } = Object.fromEntries(arrays);
  return {
    x: x as Numbers,
    y: y as Numbers,
    weights: Object.fromEntries(
      Object.entries(weights).map(([name, numbers]) => [name.slice(PREFIX.length), numbers]),
    ),
  };
}

/** Small files may lie anywhere in a buffer that Node shares among them. */
function aligned(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return (bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)) as Uint8Array<ArrayBuffer>;
}

const PREFIX = 'weights/';

function prefixed(weights: Problem['weights']): Problem['weights'] {
  return Object.fromEntries(
    Object.entries(weights).map(([path, numbers]) => [PREFIX + path, numbers]),
  );
}

/** The weights and state of one layer, in their order, which is that of Keras. */
export function weightsOf({ weights }: Problem, layer: string): readonly Numbers[] {
  return Object.entries(weights)
    .filter(([path]) => path.startsWith(`${layer}/`))
    .map(([, numbers]) => numbers);
}

/** A batch of examples, without copying; after the last one it begins again. */
export function batchOf({ values, shape }: Numbers, index: number, batchSize: number): Numbers {
  const [examples = 0, ...item] = shape;
  const batches = Math.max(1, Math.floor(examples / batchSize));
  const size = item.reduce((product, length) => product * length, 1);
  const from = (index % batches) * batchSize;
  return {
    values: values.subarray(from * size, (from + batchSize) * size),
    shape: [Math.min(batchSize, examples), ...item],
  };
}
