import { type Json, ParticleError } from '@sora-particles/combinator-core';
import { isObject, readArray, readInteger, readObject, readText, refuse } from '../json/read.ts';
import { byteLengthOf, MAX_RANK, type StoredDType, type TensorHeader } from './tensor-data.ts';

/** A tensor and where its bytes are, counted from the end of the header. */
export interface Located extends TensorHeader {
  readonly begin: number;
  readonly end: number;
}

/** Bytes of the length that a file begins with. */
export const PREFIX = 8;

/** How safetensors names the element types that we store. */
export const DTYPE_NAMES: Readonly<Record<StoredDType, string>> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
};

/**
 * Reads the parsed header: every tensor has exactly a type, sizes and offsets; its bytes are as many
 * as type and sizes say; together they cover the data without gap or overlap.
 */
export function readHeader(json: Json, source: string, dataBytes: number): readonly Located[] {
  if (!isObject(json)) return refuse(source, 'an object', json);
  const located = Object.entries(json).map(([name, entry]) => readEntry(name, entry, source));
  const inOrder = located.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of inOrder) {
    if (begin !== expected) {
      throw notContiguous(source, `'${name}' begins at ${begin} where ${expected} was due`);
    }
    expected = end;
  }
  if (expected !== dataBytes) {
    throw notContiguous(source, `the tensors end at ${expected}, the data at ${dataBytes}`);
  }
  return located;
}

function readEntry(name: string, entry: Json, source: string): Located {
  const path = `${source}: ${name.slice(0, 80)}`;
  const fields = readObject(entry, path, ['dtype', 'shape', 'data_offsets']);
  const dtypeName = readText(fields['dtype'], `${path}.dtype`);
  const dtype = (Object.keys(DTYPE_NAMES) as StoredDType[]).find(
    (candidate) => DTYPE_NAMES[candidate] === dtypeName,
  );
  if (dtype === undefined) {
    return refuse(`${path}.dtype`, `one of ${Object.values(DTYPE_NAMES).join(', ')}`, dtypeName);
  }
  const count = (value: Json, at: string): number =>
    readInteger(value, at, 0, Number.MAX_SAFE_INTEGER);
  const shape = readArray(fields['shape'], `${path}.shape`, count);
  const offsets = readArray(fields['data_offsets'], `${path}.data_offsets`, count);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    return refuse(`${path}.data_offsets`, 'the two offsets begin and end', offsets);
  }
  const bytes = byteLengthOf({ dtype, shape });
  if (bytes === undefined) {
    return refuse(`${path}.shape`, `at most ${MAX_RANK} sizes with a countable product`, shape);
  }
  if (end - begin !== bytes) {
    return refuse(`${path}.data_offsets`, `${bytes} bytes apart`, offsets);
  }
  return { name, dtype, shape, begin, end };
}

function notContiguous(source: string, found: string): ParticleError {
  return new ParticleError({
    code: 'artefact-invalid',
    summary: 'the tensors do not cover the data exactly',
    path: source,
    found,
  });
}
