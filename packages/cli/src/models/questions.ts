import { relative } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type AnyParticle,
  isTensorSpec,
  ParticleError,
  type Value,
} from '@sora-particles/combinator-core';
import type { PortData } from '@sora-particles/optimizer';
import { tensor } from '@tensorflow/tfjs-core';
import { filesData, inputsFor } from '../data/inputs.ts';
import { readTable, type TableFormat } from '../data/read-table.ts';
import { countOf, readSource, type Source } from '../data/source.ts';
import { readLimited } from '../files/read-file.ts';
import type { Notes } from './notes.ts';

/** What a model is asked: examples that are made when their turn comes. */
export interface Questions {
  /** What each is called: a path, or the number of a row. */
  readonly names: readonly string[];
  /** The inputs of those between two positions, by port. The caller owns the tensors. */
  readonly part: (from: number, to: number) => Promise<Readonly<Record<string, Value>>>;
}

/** What {@link readQuestions} takes. */
export interface QuestionOptions {
  /** What answers. */
  readonly particle: AnyParticle;
  /** What its training noted. */
  readonly notes: Notes;
  /** A file or a folder, absolute; or `-` for standard input. */
  readonly path: string;
  /** The format of a table whose file does not tell it. */
  readonly format: TableFormat | undefined;
  /** Folder to which names relate. */
  readonly folder: string;
  /** What `-` stands for. */
  readonly stdin: Readable;
}

const MAX_STDIN = 1 << 28;
const MAX_TEXT = 1 << 28;

/**
 * Reads what a model is to be asked, as its input ports take it. Files are listed, and read when their
 * turn comes.
 *
 * @throws ParticleError as `readSource` and `inputsFor`.
 */
export async function readQuestions(options: QuestionOptions): Promise<Questions> {
  const { particle, notes, folder } = options;
  const [[port, spec] = ['', undefined]] = Object.entries(particle.input);
  const takes = spec === undefined || isTensorSpec(spec) ? 'tensor' : spec.value;
  if (options.path === '-' && takes === 'bytes') {
    const bytes = await readStdin(options.stdin);
    return { names: ['-'], part: () => Promise.resolve({ [port]: [bytes] }) };
  }
  const source = await sourceOf(options, takes === 'text');
  if (source.type === 'files') {
    // Told before any file is read.
    await inputsFor(particle, { ...source, files: [] }, undefined);
    const { files } = source;
    return {
      names: files.map(({ path }) => relative(folder, path)),
      part: async (from, to) => ({ [port]: await filesData(files.slice(from, to)) }),
    };
  }
  const { x } = await inputsFor(particle, source, notes.target, notes.columns);
  return {
    names: Array.from({ length: countOf(source) }, (_, i) => String(i + 1)),
    part: (from, to) =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(x).map(([name, data]) => [name, slice(particle, name, data, from, to)]),
        ),
      ),
  };
}

async function sourceOf(
  { path, format, stdin, notes }: QuestionOptions,
  takesTexts: boolean,
): Promise<Source> {
  const isStdin = path === '-';
  const isTexts = takesTexts && format === undefined && (isStdin || /\.txt$/i.test(path));
  if (isTexts) {
    const bytes = isStdin ? await readStdin(stdin) : await readLimited(path, MAX_TEXT);
    return asTable(new TextDecoder().decode(bytes), path, notes.columns?.[0] ?? 'text');
  }
  if (!isStdin) return readSource(path, { format });
  const table = readTable(await readStdin(stdin), format ?? 'jsonl', 'standard input');
  return { type: 'table', table, digest: '' };
}

/** One text on each line. */
function asTable(text: string, path: string, name: string): Source {
  const rows = text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [[line]]));
  if (rows.length === 0) {
    throw new ParticleError({ code: 'data-empty', summary: 'there is no text', path });
  }
  return { type: 'table', table: { path, columns: [name], rows }, digest: '' };
}

async function readStdin(stdin: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    size += bytes.byteLength;
    if (size > MAX_STDIN) {
      throw new ParticleError({
        code: 'artefact-too-large',
        summary: 'too much on standard input',
        expected: `at most ${MAX_STDIN} bytes`,
      });
    }
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Some of the data of a port, as a value that `predict` takes. */
function slice(
  particle: AnyParticle,
  port: string,
  data: PortData,
  from: number,
  to: number,
): Value {
  if (Array.isArray(data)) return data.slice(from, to) as Value;
  const { values, shape } = data as {
    readonly values: Float32Array | Uint8Array;
    readonly shape: readonly number[];
  };
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const dtype = particle.input[port];
  const isInteger = dtype !== undefined && isTensorSpec(dtype) && dtype.dtype === 'int32';
  const part = values.subarray(from * size, to * size);
  const typed = isInteger ? Int32Array.from(part) : Float32Array.from(part);
  return tensor(typed, [to - from, ...shape.slice(1)], isInteger ? 'int32' : 'float32');
}
