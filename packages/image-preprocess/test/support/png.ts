import { crc32, deflateSync } from 'node:zlib';

/** A chunk of a PNG file with the right checksum. */
export function chunk(type: string, data: Uint8Array | readonly number[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Uint8Array.from(data)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

export interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly methods: readonly [compression: number, filter: number, interlace: number];
}

/** Data of an IHDR chunk: 2 x 2 gray pixels of 8 bits unless stated otherwise. */
export function header(given: Partial<Header> = {}): Uint8Array {
  const { width = 2, height = 2, depth = 8, colour = 0, methods = [0, 0, 0] } = given;
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, ...methods], 8);
  return data;
}

/** A PNG file of the given chunks, which may be wrong in any way. */
export function file(...chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]),
  );
}

/** An IDAT chunk with the given bytes, compressed. */
export function pixels(raw: Uint8Array | readonly number[]): Buffer {
  return chunk('IDAT', deflateSync(Uint8Array.from(raw)));
}

export const end = chunk('IEND', []);
