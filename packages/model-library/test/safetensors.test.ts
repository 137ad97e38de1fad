import fc from 'fast-check';
import { isParticleError, type ErrorCode } from '@sora-particles/combinator-core';
import {
  parseSafetensors,
  type StoredDType,
  type TensorData,
  writeSafetensors,
} from '@sora-particles/model-library';
import { seeded } from './support/scale.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const float = (name: string, values: number[], shape = [values.length]): TensorData => ({
  name,
  dtype: 'float32',
  shape,
  data: new Float32Array(values),
});

/** A file with any header and data, right or wrong. */
function fileOf(header: string, data: readonly number[] = [], length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.byteLength + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(json.byteLength), true);
  file.set(json, 8);
  file.set(data, 8 + json.byteLength);
  return file;
}

function codeOf(action: () => unknown): ErrorCode | 'nothing' {
  try {
    action();
  } catch (error) {
    if (!isParticleError(error)) throw error;
    return error.code;
  }
  return 'nothing';
}

const tensors = fc
  .array(
    fc.record({
      dtype: fc.constantFrom<StoredDType>('float32', 'int32', 'bool'),
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
      seed: fc.integer(),
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map(({ dtype, shape, seed }, i) => randomTensor(`layer${i}/x`, dtype, shape, seed)),
  );

/** Any bits that a type may have: finite ones for float32. */
function randomTensor(
  name: string,
  dtype: StoredDType,
  shape: readonly number[],
  seed: number,
): TensorData {
  const next = seeded(seed);
  const bits = Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
    Math.floor((next() - 0.5) * 2 ** 32),
  );
  if (dtype === 'int32') return { name, dtype, shape, data: bits };
  if (dtype === 'bool') return { name, dtype, shape, data: Uint8Array.from(bits, (x) => x & 1) };
  const floats = new Float32Array(bits.buffer);
  return { name, dtype, shape, data: floats.map((x) => (Number.isFinite(x) ? x : 0)) };
}

describe('safetensors', () => {
  test('reading gives what was written, bit by bit', () => {
    fc.assert(
      fc.property(tensors, (written) => {
        const read = parseSafetensors(writeSafetensors(written), 'x');
        const byName = new Map(read.map((tensor) => [tensor.name, tensor]));
        expect(byName.size).toBe(written.length);
        for (const tensor of written) expect(byName.get(tensor.name)).toEqual(tensor);
      }),
    );
  });

  test('writes the published layout', () => {
    const file = writeSafetensors([float('a', [1, -2]), float('b', [0.5])]);
    const header =
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const view = new DataView(file.buffer);
    expect(Number(view.getBigUint64(0, true))).toBe(padded.length);
    expect(new TextDecoder().decode(file.subarray(8, 8 + padded.length))).toBe(padded);
    const data = [0, 4, 8].map((at) => view.getFloat32(8 + padded.length + at, true));
    expect(data).toEqual([1, -2, 0.5]);
    expect(file.byteLength).toBe(8 + padded.length + 12);
  });

  test('shares memory neither with what it writes nor with what it reads', () => {
    const values = new Float32Array([1, 2]);
    const file = writeSafetensors([{ name: 'a', dtype: 'float32', shape: [2], data: values }]);
    values.fill(9);
    const [tensor] = parseSafetensors(Buffer.from(file), 'x');
    file.fill(0, file.byteLength - 8);
    expect([...tensor!.data]).toEqual([1, 2]);
  });

  test('reads from the middle of a larger buffer, at any alignment', () => {
    const file = writeSafetensors([float('a', [1, 2])]);
    for (const offset of [0, 1, 2, 3, 5]) {
      const larger = new Uint8Array(file.byteLength + 16);
      larger.set(file, offset);
      const [tensor] = parseSafetensors(larger.subarray(offset, offset + file.byteLength), 'x');
      expect([...tensor!.data]).toEqual([1, 2]);
    }
  });

  test.each([
    ['equal names', [float('a', [1]), float('a', [2])], 'name-duplicate'],
    ['an empty name', [float('', [1])], 'name-invalid'],
    ['a name of JavaScript', [float('__proto__', [1])], 'name-invalid'],
    ['a name that is too long', [float('x'.repeat(513), [1])], 'name-invalid'],
    ['data that do not fit', [float('a', [1, 2], [3])], 'variable-invalid'],
    ['more than six axes', [float('a', [1], [1, 1, 1, 1, 1, 1, 1])], 'variable-invalid'],
    ['a size that is none', [float('a', [1], [-1])], 'variable-invalid'],
    [
      'a header over its limit',
      Array.from({ length: 3000 }, (_, i) => float('x'.repeat(500) + String(i), [])),
      'artefact-too-large',
    ],
  ] as const)('writes no file with %s', (_, list, code) => {
    expect(codeOf(() => writeSafetensors(list))).toBe(code);
  });

  const entry = (dtype: string, shape: string, offsets: string): string =>
    `{"a":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;
  const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

  test.each<[string, Uint8Array, ErrorCode]>([
    ['an empty file', new Uint8Array(0), 'artefact-corrupted'],
    ['a length cut off', new Uint8Array(7), 'artefact-corrupted'],
    ['a header cut off', fileOf('{}', [], 3n), 'artefact-corrupted'],
    ['a header of 2^63 bytes', fileOf('{}', [], 2n ** 63n), 'artefact-too-large'],
    ['a header of 2^64 - 1 bytes', fileOf('{}', [], 2n ** 64n - 1n), 'artefact-too-large'],
    ['a header of 2^53 bytes', fileOf('{}', [], 2n ** 53n), 'artefact-too-large'],
    ['a header one byte over the limit', fileOf('{}', [], (1n << 20n) + 1n), 'artefact-too-large'],
    ['no header', fileOf(''), 'artefact-invalid'],
    ['a header that is no object', fileOf('[]'), 'artefact-invalid'],
    ['a header that is no JSON', fileOf('{"a":'), 'artefact-invalid'],
    ['metadata', fileOf('{"__metadata__":{"format":"pt"}}'), 'artefact-invalid'],
    [
      'a tensor twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      'artefact-invalid',
    ],
    ['an unknown type', fileOf(entry('"F16"', '[2]', '[0,4]'), zeros(4)), 'artefact-invalid'],
    [
      'a type that is no text',
      fileOf(entry('["F32"]', '[1]', '[0,4]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'a type of Object.prototype',
      fileOf(entry('"toString"', '[1]', '[0,4]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'no shape',
      fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', zeros(4)),
      'artefact-invalid',
    ],
    [
      'an unknown field',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"b":0}}', zeros(4)),
      'artefact-invalid',
    ],
    ['a negative size', fileOf(entry('"F32"', '[-1,-1]', '[0,4]'), zeros(4)), 'artefact-invalid'],
    ['half a size', fileOf(entry('"F32"', '[0.5,2]', '[0,4]'), zeros(4)), 'artefact-invalid'],
    [
      'seven axes',
      fileOf(entry('"F32"', '[1,1,1,1,1,1,1]', '[0,4]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'a product over 2^53',
      fileOf(entry('"F32"', '[9007199254740991,9007199254740991]', '[0,4]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'a product that overflows before a zero',
      fileOf(entry('"F32"', '[9007199254740991,9007199254740991,0]', '[0,0]')),
      'artefact-invalid',
    ],
    [
      'a product that wraps to 4 in 32 bits',
      fileOf(entry('"F32"', '[65537,65536]', '[0,4]'), zeros(4)),
      'artefact-invalid',
    ],
    ['one offset', fileOf(entry('"F32"', '[1]', '[0]'), zeros(4)), 'artefact-invalid'],
    ['three offsets', fileOf(entry('"F32"', '[1]', '[0,4,8]'), zeros(4)), 'artefact-invalid'],
    [
      'offsets the wrong way round',
      fileOf(entry('"F32"', '[1]', '[4,0]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'offsets behind the end',
      fileOf(entry('"F32"', '[2]', '[0,8]'), zeros(4)),
      'artefact-invalid',
    ],
    [
      'a gap at the beginning',
      fileOf(entry('"F32"', '[1]', '[4,8]'), zeros(8)),
      'artefact-invalid',
    ],
    [
      'bytes that belong to nothing',
      fileOf(entry('"F32"', '[1]', '[0,4]'), zeros(5)),
      'artefact-invalid',
    ],
    ['bytes without tensors', fileOf('{}', [0]), 'artefact-invalid'],
    [
      'two tensors in one place',
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        zeros(4),
      ),
      'artefact-invalid',
    ],
    [
      'a hole between tensors',
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}',
        zeros(12),
      ),
      'artefact-invalid',
    ],
    ['a bool of 2', fileOf(entry('"BOOL"', '[2]', '[0,2]'), [1, 2]), 'artefact-invalid'],
    ['NaN', fileOf(entry('"F32"', '[1]', '[0,4]'), [0, 0, 0xc0, 0x7f]), 'value-not-finite'],
    [
      'minus infinity',
      fileOf(entry('"F32"', '[2]', '[0,8]'), [0, 0, 0, 0, 0, 0, 0x80, 0xff]),
      'value-not-finite',
    ],
  ])('refuses %s', (_, file, code) => {
    expect(codeOf(() => parseSafetensors(file, 'x'))).toBe(code);
  });

  test('takes the largest and smallest finite numbers', () => {
    const values = [3.4028234663852886e38, -3.4028234663852886e38, 1.401298464324817e-45, -0];
    const [tensor] = parseSafetensors(writeSafetensors([float('a', values)]), 'x');
    expect([...tensor!.data]).toEqual(values);
  });
});
