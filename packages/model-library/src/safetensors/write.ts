import { ParticleError } from '@sora-particles/combinator-core';
import { isUnsafeKey, HEADER_LIMITS } from '../json/limits.ts';
import { DTYPE_NAMES, PREFIX } from './header.ts';
import { byteLengthOf, LITTLE_ENDIAN, swapBytes, type TensorData } from './tensor-data.ts';

/**
 * Writes tensors in the safetensors format: the length of the header in 8 bytes, the header as JSON
 * padded with spaces to a multiple of 8, then the data, little-endian, in the order given and without
 * gaps. Equal tensors give equal bytes.
 *
 * @param tensors - In the order in which they shall lie in the file; names differ.
 * @returns The file. It shares no memory with the tensors.
 * @throws ParticleError `name-duplicate`, `name-invalid` for a name that no JSON key may be,
 *   `variable-invalid` for data that do not fit their shape, `artefact-too-large` for a header that
 *   {@link parseSafetensors} would refuse.
 *
 * Source: the safetensors format, https://github.com/huggingface/safetensors. We write neither
 * `__metadata__` nor any type but F32, I32 and BOOL.
 *
 * @example
 * ```ts
 * import { parseSafetensors, writeSafetensors } from '@sora-particles/model-library';
 *
 * const file = writeSafetensors([
 *   { name: 'bias', dtype: 'float32', shape: [2], data: new Float32Array([0.5, -1]) },
 * ]);
 * console.log(parseSafetensors(file, 'bias.safetensors')[0]?.data); // Float32Array(2) [ 0.5, -1 ]
 * ```
 */
export function writeSafetensors(tensors: readonly TensorData[]): Uint8Array<ArrayBuffer> {
  const header: Record<string, object> = {};
  let dataBytes = 0;
  for (const tensor of tensors) {
    const bytes = checkTensor(tensor, header);
    header[tensor.name] = {
      dtype: DTYPE_NAMES[tensor.dtype],
      shape: tensor.shape,
      data_offsets: [dataBytes, dataBytes + bytes],
    };
    dataBytes += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;
  if (headerBytes > HEADER_LIMITS.maxBytes) throw headerTooLarge(headerBytes);
  const file = new Uint8Array(PREFIX + headerBytes + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, PREFIX, PREFIX + headerBytes);
  file.set(json, PREFIX);
  let at = PREFIX + headerBytes;
  for (const { data, dtype } of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(LITTLE_ENDIAN || dtype === 'bool' ? bytes : swapBytes(bytes), at);
    at += bytes.byteLength;
  }
  return file;
}

function checkTensor(tensor: TensorData, header: Readonly<Record<string, object>>): number {
  const { name, data } = tensor;
  if (name === '' || isUnsafeKey(name) || name.length > HEADER_LIMITS.maxKeyLength) {
    throw new ParticleError({
      code: 'name-invalid',
      summary: `'${name.slice(0, 80)}' cannot be the name of a stored tensor`,
      expected: `1 to ${HEADER_LIMITS.maxKeyLength} characters, and no key that JavaScript uses itself`,
    });
  }
  if (Object.hasOwn(header, name)) {
    throw new ParticleError({
      code: 'name-duplicate',
      summary: `two tensors are called '${name}'`,
      path: name,
    });
  }
  const bytes = byteLengthOf(tensor);
  if (bytes === data.byteLength) return bytes;
  throw new ParticleError({
    code: 'variable-invalid',
    summary: 'the data do not fit the shape',
    path: name,
    expected: `${tensor.dtype} [${tensor.shape.join(', ')}]`,
    found: `${data.byteLength} bytes`,
  });
}

function headerTooLarge(bytes: number): ParticleError {
  return new ParticleError({
    code: 'artefact-too-large',
    summary: 'the header of a weight file is too large',
    expected: `at most ${HEADER_LIMITS.maxBytes} bytes`,
    found: `${bytes} bytes`,
  });
}
