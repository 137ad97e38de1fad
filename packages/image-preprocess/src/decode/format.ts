import { decodeFailure } from './failure.ts';

/** The formats that are read. */
export type ImageFormat = 'png' | 'jpeg';

interface Signature {
  readonly name: string;
  /** First bytes; `null` stands for any byte. */
  readonly bytes: readonly (number | null)[];
}

const READ: Readonly<Record<ImageFormat, Signature>> = {
  png: { name: 'PNG', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  jpeg: { name: 'JPEG', bytes: [0xff, 0xd8, 0xff] },
};

/** Formats that are only recognised, so that the message can name them. */
const KNOWN: readonly Signature[] = [
  { name: 'GIF', bytes: text('GIF8') },
  { name: 'BMP', bytes: text('BM') },
  { name: 'WebP', bytes: [...text('RIFF'), null, null, null, null, ...text('WEBP')] },
  { name: 'TIFF', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { name: 'TIFF', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { name: 'AVIF', bytes: [null, null, null, null, ...text('ftypavif')] },
  { name: 'HEIC', bytes: [null, null, null, null, ...text('ftyphei')] },
  { name: 'JPEG XL', bytes: [0xff, 0x0a] },
  { name: 'PDF', bytes: text('%PDF') },
  { name: 'SVG', bytes: text('<svg') },
];

/**
 * Tells the format by the first bytes, never by a file's name.
 *
 * @throws ParticleError `decode-failed` for an empty file, a known format that is not read, and
 *   anything else, with the first bytes in the message.
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) {
    throw decodeFailure('the file is empty', { expected: 'the bytes of a PNG or JPEG file' });
  }
  if (begins(bytes, READ.png.bytes)) return 'png';
  if (begins(bytes, READ.jpeg.bytes)) return 'jpeg';
  const cut = Object.values(READ).find((format) =>
    begins(bytes, format.bytes.slice(0, bytes.length)),
  );
  if (cut !== undefined) {
    throw decodeFailure(`the ${cut.name} file is cut off within its signature`, {
      expected: `at least ${String(cut.bytes.length)} bytes`,
      found: `${String(bytes.length)} bytes`,
    });
  }
  const known = KNOWN.find((format) => begins(bytes, format.bytes));
  throw decodeFailure(
    known === undefined ? 'the format of the file is unknown' : `${known.name} files are not read`,
    {
      expected: 'a PNG or JPEG file',
      found: known === undefined ? `a file that begins with ${hexadecimal(bytes)}` : known.name,
      remedy: 'convert the file to PNG or JPEG',
    },
  );
}

function begins(bytes: Uint8Array, signature: readonly (number | null)[]): boolean {
  return signature.every((byte, at) => byte === null || bytes[at] === byte);
}

function text(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
