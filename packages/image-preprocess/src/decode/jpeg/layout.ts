import { decodeFailure } from '../failure.ts';
import { checkSize } from '../pixels.ts';
import { type Frame, readFrame } from './frame.ts';
import { type Segment, segmentsOf } from './segments.ts';

/** Encoders write about ten scans. Thousands of nearly empty ones would only keep the decoder busy. */
const MAX_SCANS = 64;

/** What is known of a JPEG file before its pixels are decoded. */
export interface JpegLayout extends Frame {
  /** Where the end-of-image marker ends; whatever follows is not part of the image. */
  readonly end: number;
  /** Whether three components are luma and chroma (else red, green and blue), or four YCCK (else CMYK). */
  readonly lumaAndChroma: boolean;
}

/**
 * Walks over the file without decoding: checks that it is complete and of a kind that can be
 * decoded, and that its size is allowed and plausible for the number of bytes.
 *
 * @throws ParticleError `decode-failed`.
 */
export function readLayout(file: Uint8Array, maxPixels: number): JpegLayout {
  let frame: Frame | undefined;
  let jfif = false;
  let adobeTransform: number | undefined;
  let scans = 0;
  let codedBytes = 0;
  let end = 0;
  for (const segment of segmentsOf(file)) {
    const { marker, data } = segment;
    if (isFrame(marker)) {
      if (frame !== undefined) throw decodeFailure('the JPEG file holds more than one image');
      frame = readFrame(segment);
      checkSize('JPEG', frame.width, frame.height, maxPixels);
    } else if (marker === 0xe0) jfif ||= begins(data, 'JFIF\0');
    else if (marker === 0xee && begins(data, 'Adobe') && data.length >= 12)
      adobeTransform = data[11];
    else if (marker === 0xda) {
      if (frame === undefined)
        throw decodeFailure('the JPEG file is corrupted: a scan comes before the header');
      checkScan(segment, frame, ++scans);
      codedBytes += segment.codedBytes;
    }
    end = segment.end;
  }
  if (frame === undefined || scans === 0) throw decodeFailure('the JPEG file holds no image');
  // Every block takes at least one bit. A header that promises more pixels is cut off, or made to
  // exhaust memory.
  if (codedBytes * 8 < frame.blocks) {
    throw decodeFailure('the JPEG file holds fewer pixels than its header says', {
      expected: `at least ${String(Math.ceil(frame.blocks / 8))} bytes of pixels`,
      found: `${String(codedBytes)} bytes`,
    });
  }
  return { ...frame, end, lumaAndChroma: hasLuma(frame, jfif, adobeTransform) };
}

/** SOF0 to SOF15; DHT, JPG and DAC have numbers among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function checkScan(segment: Segment, frame: Frame, number: number): void {
  if (number > MAX_SCANS) {
    throw decodeFailure('the JPEG file has too many scans', {
      expected: `at most ${String(MAX_SCANS)}`,
    });
  }
  const count = segment.data[0] ?? 0;
  const ids = Array.from({ length: count }, (_, i) => segment.data[1 + 2 * i]);
  const known = ids.every(
    (id, i) => id !== undefined && frame.ids.includes(id) && ids.indexOf(id) === i,
  );
  if (count < 1 || count > 4 || segment.data.length !== 4 + 2 * count || !known) {
    throw decodeFailure('the JPEG file is corrupted: the header of a scan is not valid', {
      found: `byte ${String(segment.offset)}`,
    });
  }
}

function begins(data: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, i) => data[i] === character.charCodeAt(0));
}

/** The rules of libjpeg: JFIF says luma and chroma, then Adobe's marker, then the components' names. */
function hasLuma(frame: Frame, jfif: boolean, adobeTransform: number | undefined): boolean {
  if (frame.ids.length === 4) return adobeTransform === 2;
  if (jfif) return true;
  if (adobeTransform !== undefined) return adobeTransform !== 0;
  return String.fromCharCode(...frame.ids) !== 'RGB';
}
