import { CsvError, parse } from 'csv-parse/sync';
import { ParticleError } from '@sora-particles/combinator-core';
import { isObject } from '../metadata/read-fields.ts';
import type { Cell, Table } from './table.ts';

/** The formats of tables. */
export type TableFormat = 'csv' | 'tsv' | 'jsonl';

/** The format of a table by the name of its file. */
export function tableFormat(path: string): TableFormat | undefined {
  if (/\.csv$/i.test(path)) return 'csv';
  if (/\.tsv$/i.test(path)) return 'tsv';
  return /\.(?:jsonl|ndjson)$/i.test(path) ? 'jsonl' : undefined;
}

/**
 * Reads a table: CSV or TSV with a line of names first, or JSON objects, one on each line.
 *
 * @throws ParticleError `decode-failed` with the line, `data-empty`.
 */
export function readTable(bytes: Uint8Array, format: TableFormat, path: string): Table {
  const text = decode(bytes, path);
  const table = format === 'jsonl' ? readLines(text, path) : readSeparated(text, format, path);
  if (table.rows.length > 0) return table;
  throw new ParticleError({ code: 'data-empty', summary: 'the table has no rows', path });
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw damaged(path, 'it is not text in UTF-8', cause);
  }
}

function readSeparated(text: string, format: 'csv' | 'tsv', path: string): Table {
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      delimiter: format === 'tsv' ? '\t' : ',',
      skip_empty_lines: true,
      relax_column_count: false,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { message, lines } = error as CsvError & { readonly lines?: number };
    throw damaged(path, lines === undefined ? message : `line ${lines}: ${message}`, error);
  }
  const [columns = [], ...rows] = records;
  checkNames(columns, path);
  return { path, columns, rows: rows.map((row) => row.map((cell) => (cell === '' ? null : cell))) };
}

function readLines(text: string, path: string): Table {
  const columns = new Map<string, number>();
  const records = text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const record = parseLine(line, i + 1, path);
    for (const name of Object.keys(record)) {
      if (!columns.has(name)) columns.set(name, columns.size);
    }
    return [record];
  });
  const names = [...columns.keys()];
  const rows = records.map((record) => names.map((name) => record[name] ?? null));
  return { path, columns: names, rows };
}

function parseLine(line: string, number: number, path: string): Readonly<Record<string, Cell>> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw damaged(path, `line ${number} is not JSON`, cause);
  }
  if (!isObject(json)) throw damaged(path, `line ${number} is no object`);
  const entries = Object.entries(json).map(([name, value]): [string, Cell] => {
    if (typeof value !== 'object' || value === null) return [name, value];
    throw damaged(path, `line ${number}: '${name}' is a list or an object, and must be one value`);
  });
  return Object.fromEntries(entries);
}

function checkNames(columns: readonly string[], path: string): void {
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw damaged(path, `two columns are called '${twice}'`);
}

function damaged(path: string, problem: string, cause?: unknown): ParticleError {
  return new ParticleError({
    code: 'decode-failed',
    summary: `the table cannot be read: ${problem}`,
    path,
    cause,
  });
}
