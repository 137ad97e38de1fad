import { ParticleError } from '@sora-particles/combinator-core';

/** Numbers of an IDX file: one byte each. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Whether a file is called like one of the format of MNIST. */
export function isIdxName(path: string): boolean {
  return /(?:^|[./-])idx\d-ubyte$|\.idx$/i.test(path);
}

/**
 * Reads an IDX file of bytes, the format of MNIST (http://yann.lecun.com/exdb/mnist): two zeros, the type
 * (8: bytes), the number of axes, the length of each axis as big-endian 32-bit number, then the values.
 *
 * @param file - Its content; the values are a view of it.
 * @param path - For messages.
 * @throws ParticleError `decode-failed` for anything else, a file that is cut off included.
 */
export function readIdx(file: Uint8Array, path: string): IdxArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const axes = file[3] ?? 0;
  const header = 4 + 4 * axes;
  if (file.length < header || axes < 1 || view.getUint16(0) !== 0 || file[2] !== 8) {
    throw damaged(path, 'an IDX file of bytes', 'another beginning');
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const wanted = header + shape.reduce((product, length) => product * length, 1);
  if (file.length !== wanted) throw damaged(path, `${wanted} bytes`, `${file.length} bytes`);
  return { shape, values: file.subarray(header) };
}

function damaged(path: string, expected: string, found: string): ParticleError {
  return new ParticleError({
    code: 'decode-failed',
    summary: 'the IDX file cannot be read',
    path,
    expected,
    found,
  });
}
