import {
  type AnyParticle,
  formatPorts,
  formatSpec,
  isTensorSpec,
  ParticleError,
  type Spec,
} from '@sora-particles/combinator-core';
import type { PortData, ShapedArray } from '@sora-particles/optimizer';
import { readLimited } from '../files/read-file.ts';
import type { LabelledFile, Source } from './source.ts';
import { column, numberOf, numbersOf, type Table, textsOf } from './table.ts';

/** The most bytes of one file of a folder. */
const MAX_FILE = 256 << 20;

/** The inputs of a particle, by port. */
export interface Inputs {
  readonly x: Readonly<Record<string, PortData>>;
  /** The columns of a table, in the order in which they became numbers; for tables only. */
  readonly columns: readonly string[] | undefined;
}

/**
 * The examples of a source as the input ports of a particle take them.
 *
 * - A table: one column for each port of that name; or, for one port of numbers, all columns that are
 *   left, in their order; for one port of text, the one column that is left.
 * - Files: their bytes.
 * - An IDX file: its numbers.
 *
 * @param target - The column that is no input.
 * @param known - The columns that the particle was trained on, in order.
 * @throws ParticleError `kind-mismatch`, `port-missing`, `value-invalid`, `rank-mismatch`.
 */
export async function inputsFor(
  particle: AnyParticle,
  source: Source,
  target: string | undefined,
  known?: readonly string[],
): Promise<Inputs> {
  const ports = Object.entries(particle.input);
  if (source.type === 'table') return tableInputs(particle, source.table, target, known);
  const [[port, spec] = ['', { shape: [] }], ...others] = ports;
  if (others.length > 0) throw misfit(particle, 'one input port', source.type);
  if (source.type === 'idx') {
    return { x: { [port]: idxData(particle, spec, source.array) }, columns: undefined };
  }
  if (isTensorSpec(spec) || spec.value !== 'bytes') throw misfit(particle, 'bytes', 'files');
  return { x: { [port]: await filesData(source.files) }, columns: undefined };
}

/** The bytes of files. */
export async function filesData(files: readonly LabelledFile[]): Promise<readonly Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const { path } of files) contents.push(await readLimited(path, MAX_FILE));
  return contents;
}

function tableInputs(
  particle: AnyParticle,
  table: Table,
  target: string | undefined,
  known: readonly string[] | undefined,
): Inputs {
  const ports = Object.entries(particle.input);
  const left = table.columns.filter((name) => name !== target);
  const [[port, spec] = ['', { shape: [] }], ...others] = ports;
  if (others.length > 0) {
    const x = ports
      .filter(([name, { optional }]) => optional !== true || table.columns.includes(name))
      .map(([name, each]): [string, PortData] => [name, columnData(particle, table, name, each)]);
    return { x: Object.fromEntries(x), columns: Object.keys(Object.fromEntries(x)) };
  }
  if (!isTensorSpec(spec) && spec.value === 'record') {
    return {
      x: { [port]: records(table, spec.fields ?? {}) },
      columns: Object.keys(spec.fields ?? {}),
    };
  }
  const columns = known ?? left;
  if (!isTensorSpec(spec)) {
    const [only, ...more] = columns;
    if (spec.value !== 'text' || only === undefined || more.length > 0) {
      throw misfit(particle, formatSpec(spec), `columns ${columns.join(', ')}`);
    }
    return { x: { [port]: textsOf(table, only) }, columns };
  }
  const data = columns.map((name) => numbersOf(table, name));
  const values = new Float32Array(table.rows.length * columns.length);
  data.forEach((numbers, at) => {
    numbers.forEach((number, row) => (values[row * columns.length + at] = number));
  });
  return { x: { [port]: { values, shape: [table.rows.length, columns.length] } }, columns };
}

/** One column for one port. */
function columnData(particle: AnyParticle, table: Table, name: string, spec: Spec): PortData {
  if (isTensorSpec(spec)) {
    const numbers = numbersOf(table, name);
    const shape = spec.shape.length === 1 ? [numbers.length] : [numbers.length, 1];
    return { values: Float32Array.from(numbers), shape };
  }
  if (spec.value === 'text') return textsOf(table, name);
  throw misfit(particle, formatSpec(spec), `the column '${name}'`);
}

function records(
  table: Table,
  fields: Readonly<Record<string, 'number' | 'string' | 'boolean'>>,
): PortData {
  const columns = Object.entries(fields).map(
    ([name, type]) =>
      [
        name,
        type === 'number'
          ? numbersOf(table, name)
          : type === 'string'
            ? textsOf(table, name)
            : column(table, name).map((cell) => numberOf(cell) === 1 || cell === 'true'),
      ] as const,
  );
  return table.rows.map((_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, cells[row] ?? ''])),
  );
}

/** Images of one channel get the axis for it where the particle asks for one. */
function idxData(
  particle: AnyParticle,
  spec: Spec,
  { shape, values }: { readonly shape: readonly number[]; readonly values: Uint8Array },
): ShapedArray {
  if (!isTensorSpec(spec)) throw misfit(particle, formatSpec(spec), 'numbers of an IDX file');
  const isChannelLess = spec.shape.length === shape.length + 1;
  return { values, shape: isChannelLess ? [...shape, 1] : shape };
}

function misfit(particle: AnyParticle, expected: string, found: string): ParticleError {
  return new ParticleError({
    code: 'kind-mismatch',
    summary: `the data do not fit the input ${formatPorts(particle.input)}`,
    expected,
    found,
    remedy:
      found === 'files'
        ? 'begin the composition with perItem: image-preprocess/decodeImage@1, then resize'
        : undefined,
  });
}
