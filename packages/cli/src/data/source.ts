import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { digestOf } from '../files/digest.ts';
import { cannotRead, readLimited } from '../files/read-file.ts';
import { isSystemError } from '../files/system-error.ts';
import { type IdxArray, isIdxName, readIdx } from './read-idx.ts';
import { readTable, tableFormat, type TableFormat } from './read-table.ts';
import type { Table } from './table.ts';

/** A file of a folder, with the name of the folder that it lies in, which is its class. */
export interface LabelledFile {
  readonly path: string;
  readonly label: string | undefined;
}

/** Data as they were found. */
export type Source =
  | { readonly type: 'table'; readonly table: Table; readonly digest: string }
  | { readonly type: 'files'; readonly files: readonly LabelledFile[]; readonly digest: string }
  | {
      readonly type: 'idx';
      readonly path: string;
      readonly array: IdxArray;
      readonly labels: IdxArray | undefined;
      readonly digest: string;
    };

/** What {@link readSource} takes besides the path. */
export interface SourceOptions {
  /** The IDX file with the labels. */
  readonly labels?: string | undefined;
  /** The format of a table whose file does not tell it. */
  readonly format?: TableFormat | undefined;
}

/** The most bytes of a file that is read as a whole. */
const MAX_BYTES = 1 << 30;
/** The most files of a folder. */
const MAX_FILES = 1_000_000;

/**
 * Reads data: a table (CSV, TSV or JSON lines), an IDX file, or a folder of files with a folder for each
 * class; files right in it, or one file, have no class.
 *
 * @throws ParticleError `store-not-found`, `store-failed`, `artefact-too-large`, `decode-failed`,
 *   `data-empty`.
 */
export async function readSource(path: string, options: SourceOptions = {}): Promise<Source> {
  if (await isFolder(path)) return readFolder(path);
  const format = options.format ?? tableFormat(path);
  if (format !== undefined) {
    const bytes = await readLimited(path, MAX_BYTES);
    return { type: 'table', table: readTable(bytes, format, path), digest: digestOf(bytes) };
  }
  if (!isIdxName(path)) {
    return { type: 'files', files: [{ path, label: undefined }], digest: digestOf(path) };
  }
  const bytes = await readLimited(path, MAX_BYTES);
  const labels =
    options.labels === undefined ? undefined : await readLimited(options.labels, MAX_BYTES);
  return {
    type: 'idx',
    path,
    array: readIdx(bytes, path),
    labels: labels && readIdx(labels, options.labels ?? ''),
    digest: digestOf(bytes, labels ?? ''),
  };
}

/** How many examples there are. */
export function countOf(source: Source): number {
  switch (source.type) {
    case 'table':
      return source.table.rows.length;
    case 'files':
      return source.files.length;
    case 'idx':
      return source.array.shape[0] ?? 0;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw isSystemError(error) ? cannotRead(path, error) : error;
  }
}

async function readFolder(folder: string): Promise<Source> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: LabelledFile[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push({ path, label: undefined });
    if (!entry.isDirectory()) continue;
    const inner = (await readdir(path, { withFileTypes: true }))
      .filter((file) => file.isFile() && !file.name.startsWith('.'))
      .map((file) => join(path, file.name))
      .sort();
    for (const file of inner) files.push({ path: file, label: basename(path) });
    if (files.length > MAX_FILES) {
      throw new ParticleError({
        code: 'artefact-too-large',
        summary: 'too many files in one folder',
        path: folder,
        expected: `at most ${MAX_FILES}`,
      });
    }
  }
  if (files.length === 0) {
    throw new ParticleError({
      code: 'data-empty',
      summary: 'the folder holds no files',
      path: folder,
      expected: 'a folder for each class, with files in it; or files',
    });
  }
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  const listing = files.map(({ path }, i) => `${relative(folder, path)} ${sizes[i] ?? 0}`);
  return { type: 'files', files, digest: digestOf(listing.join('\n')) };
}
