import { ParticleError } from '@sora-particles/combinator-core';
import { closest } from '../terminal/closest.ts';

/** What a table holds in one place. Nothing (`null`) is a gap. */
export type Cell = string | number | boolean | null;

/** Rows with named columns. */
export interface Table {
  /** Path of the file, for messages. */
  readonly path: string;
  readonly columns: readonly string[];
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * The cells of a column.
 *
 * @throws ParticleError `port-missing` for a column that is not there.
 */
export function column({ path, columns, rows }: Table, name: string): readonly Cell[] {
  const at = columns.indexOf(name);
  if (at !== -1) return rows.map((row) => row[at] ?? null);
  const [near] = closest(name, columns);
  throw new ParticleError({
    code: 'port-missing',
    summary: `there is no column '${name}'`,
    path,
    expected: `one of ${columns.join(', ')}`,
    remedy: near === undefined ? undefined : `did you mean '${near}'?`,
  });
}

/**
 * The numbers of a column.
 *
 * @throws ParticleError `value-invalid` for what is no number, naming row and column.
 */
export function numbersOf(table: Table, name: string): readonly number[] {
  return column(table, name).map((cell, row) => {
    const number = numberOf(cell);
    if (number !== undefined) return number;
    throw new ParticleError({
      code: 'value-invalid',
      summary: `row ${row + 1}, column '${name}': a number is needed`,
      path: table.path,
      found: cell === null || cell === '' ? 'nothing' : JSON.stringify(cell).slice(0, 80),
      remedy: 'leave the row out, or fill the gap, before training',
    });
  });
}

/** The texts of a column; numbers are written as they are. */
export function textsOf(table: Table, name: string): readonly string[] {
  return column(table, name).map((cell, row) => {
    if (cell !== null) return String(cell);
    throw new ParticleError({
      code: 'value-invalid',
      summary: `row ${row + 1}, column '${name}': a text is needed`,
      path: table.path,
      found: 'nothing',
    });
  });
}

/** The number that a cell is or spells, if any. */
export function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  const number = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
