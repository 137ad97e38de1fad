import { ParticleError } from '@sora-particles/combinator-core';
import { HEADER_LIMITS } from '../json/limits.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { type Located, PREFIX, readHeader } from './header.ts';
import { LITTLE_ENDIAN, swapBytes, type TensorData } from './tensor-data.ts';

/**
 * Reads a file in the safetensors format that comes from somewhere else, trusting nothing in it: the
 * header has a limit and is strict JSON with known fields only, offsets follow from the shapes and
 * cover the data exactly, a bool is 0 or 1 and a float32 finite. Nothing is allocated for a tensor
 * before the whole header has been proved.
 *
 * @param bytes - The whole file.
 * @param source - Its name, for messages.
 * @returns The tensors in the order of the header, with memory of their own.
 * @throws ParticleError `artefact-corrupted` for a file that is cut off, `artefact-too-large`
 *   for a header over 1 MiB, `value-not-finite`, else `artefact-invalid`.
 *
 * Source: the safetensors format, https://github.com/huggingface/safetensors. Stricter than that: no
 * `__metadata__`, no type but F32, I32 and BOOL, at most 6 axes.
 */
export function parseSafetensors(bytes: Uint8Array, source: string): readonly TensorData[] {
  // A Buffer of Node's would share its memory with its slices.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.byteLength < PREFIX) throw cutOff(source, PREFIX, file.byteLength);
  const length = new DataView(file.buffer, file.byteOffset, PREFIX).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMITS.maxBytes)) throw headerTooLarge(source, length);
  const start = PREFIX + Number(length);
  if (file.byteLength < start) throw cutOff(source, start, file.byteLength);
  const json = parseStrictJson(file.subarray(PREFIX, start), `${source} header`);
  const located = readHeader(json, source, file.byteLength - start);
  for (const each of located) checkValues(file, start, each, source);
  return located.map((each) => extract(file, start, each));
}

function extract(file: Uint8Array, start: number, located: Located): TensorData {
  const { name, dtype, shape, begin, end } = located;
  const bytes = file.slice(start + begin, start + end);
  if (dtype === 'bool') return { name, dtype, shape, data: bytes };
  const { buffer } = LITTLE_ENDIAN ? bytes : swapBytes(bytes);
  const data = dtype === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer);
  return { name, dtype, shape, data };
}

function checkValues(file: Uint8Array, start: number, located: Located, source: string): void {
  const { name, dtype, begin, end } = located;
  if (dtype === 'int32') return;
  const path = `${source}: ${name.slice(0, 80)}`;
  if (dtype === 'bool') {
    const wrong = file.subarray(start + begin, start + end).findIndex((byte) => byte > 1);
    if (wrong === -1) return;
    throw new ParticleError({
      code: 'artefact-invalid',
      summary: `the bool at position ${wrong} is neither 0 nor 1`,
      path,
    });
  }
  // The exponent's bits all set mean an infinity or NaN (IEEE 754): they are in the two high bytes.
  for (let at = start + begin; at < start + end; at += 4) {
    if (((file[at + 3] ?? 0) & 0x7f) !== 0x7f || ((file[at + 2] ?? 0) & 0x80) === 0) continue;
    throw new ParticleError({
      code: 'value-not-finite',
      summary: `the value at position ${(at - start - begin) / 4} is NaN or infinite`,
      path,
      expected: 'finite numbers',
    });
  }
}

function cutOff(source: string, expected: number, found: number): ParticleError {
  return new ParticleError({
    code: 'artefact-corrupted',
    summary: 'the file is cut off',
    path: source,
    expected: `at least ${expected} bytes`,
    found: `${found} bytes`,
  });
}

function headerTooLarge(source: string, length: bigint): ParticleError {
  return new ParticleError({
    code: 'artefact-too-large',
    summary: 'the header is too large',
    path: source,
    expected: `at most ${HEADER_LIMITS.maxBytes} bytes`,
    found: `${length} bytes`,
  });
}
