import { decodeFailure } from '../failure.ts';

/** A chunk of a PNG file. `data` is a view of the file. */
export interface Chunk {
  /** Four letters; a capital first one marks a chunk that no decoder may skip. */
  readonly type: string;
  /** Where in the file the chunk begins. */
  readonly offset: number;
  readonly data: Uint8Array;
}

const SIGNATURE_LENGTH = 8;
const TYPE = /^[A-Za-z]{4}$/;

/**
 * Walks over the chunks of a PNG file up to and with IEND. Checksums are verified for the chunks
 * that decide about pixels; what follows IEND is ignored, as everywhere.
 *
 * @throws ParticleError `decode-failed` where the file ends early or a checksum does not match.
 */
export function* chunksOf(file: Uint8Array): Generator<Chunk, void> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let offset = SIGNATURE_LENGTH; ;) {
    if (file.length - offset < 12) throw cutOff(file, offset, 'before its last chunk (IEND)');
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...file.subarray(offset + 4, offset + 8));
    if (!TYPE.test(type)) {
      throw decodeFailure('the PNG file is corrupted: a chunk has no valid name', {
        found: `byte ${String(offset)}`,
      });
    }
    if (length > file.length - offset - 12) {
      throw cutOff(file, offset, `within chunk ${type} of ${String(length)} bytes`);
    }
    const data = file.subarray(offset + 8, offset + 8 + length);
    if (isCritical(type) || type === 'tRNS') {
      const stored = view.getUint32(offset + 8 + length);
      if (stored !== crc32(file.subarray(offset + 4, offset + 8 + length))) {
        throw decodeFailure(
          `the PNG file is corrupted: chunk ${type} does not match its checksum`,
          {
            found: `byte ${String(offset)}`,
          },
        );
      }
    }
    yield { type, offset, data };
    if (type === 'IEND') return;
    offset += 12 + length;
  }
}

/** Whether a decoder that does not know the chunk must give up. */
export function isCritical(type: string): boolean {
  return (type.charCodeAt(0) & 0x20) === 0;
}

function cutOff(file: Uint8Array, offset: number, where: string) {
  return decodeFailure(`the PNG file is cut off ${where}`, {
    found: `${String(file.length - offset)} bytes left at byte ${String(offset)}`,
  });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  }
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (CRC_TABLE[(remainder ^ byte) & 0xff] as number) ^ (remainder >>> 8);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
