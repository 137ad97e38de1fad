import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { isParticleError } from '@sora-particles/combinator-core';
import { decodeJpeg } from '../src/decode/jpeg/decode-jpeg.ts';
import { bytes, golden } from './support/golden.ts';
import { difference, failure } from './support/run.ts';

interface Fixture {
  readonly name: string;
  readonly file: string;
  readonly height: number;
  readonly width: number;
  readonly rgb: string;
}

const fixtures = golden('jpeg') as Fixture[];
const MAX = 1e6;

function fixture(name: string): Uint8Array {
  return bytes(fixtures.find((one) => one.name === name)?.file ?? '');
}

/** Where the first segment with the given marker begins. */
function find(file: Uint8Array, marker: number): number {
  return file.findIndex((byte, i) => byte === 0xff && file[i + 1] === marker);
}

function changed(file: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(file);
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

describe('JPEG files', () => {
  // libjpeg rounds where jpeg-js cuts off, and smooths chroma that is stored at half the resolution.
  test.each(fixtures)('$name: the pixels of libjpeg within tolerance', (one) => {
    const decoded = decodeJpeg(bytes(one.file), MAX);
    const expected = bytes(one.rgb);
    expect([decoded.height, decoded.width]).toEqual([one.height, one.width]);
    const subsampled = one.name.startsWith('4:2');
    expect(difference(decoded.data, expected)).toBeLessThanOrEqual(subsampled ? 12 : 4);
    const mean = decoded.data.reduce((sum, v, i) => sum + Math.abs(v - (expected[i] ?? NaN)), 0);
    expect(mean / expected.length).toBeLessThan(subsampled ? 3 : 1);
  });

  test('bytes after the end of the image are ignored', () => {
    const file = fixture('4:4:4');
    const decoded = decodeJpeg(new Uint8Array([...file, 0xff, 0xd8, 1, 2, 3]), MAX);
    expect(decoded).toEqual(decodeJpeg(file, MAX));
  });
});

describe('what is wrong with a JPEG file is said', () => {
  const gray = fixture('gray');
  const colour = fixture('4:4:4');
  const header = find(gray, 0xc0);
  const scan = find(gray, 0xda);
  const end = gray.length - 2;
  const cases: [string, Uint8Array, RegExp][] = [
    ['only a signature', gray.subarray(0, 3), /cut off/],
    ['nothing but a start and an end', new Uint8Array([0xff, 0xd8, 0xff, 0xd9]), /holds no image/],
    ['lossless', changed(gray, { [header + 1]: 0xc3 }), /kind of JPEG/],
    ['arithmetic coding', changed(gray, { [header + 1]: 0xc9 }), /kind of JPEG/],
    ['hierarchical', changed(gray, { [header + 1]: 0xc5 }), /kind of JPEG/],
    ['12 bits per sample', changed(gray, { [header + 4]: 12 }), /precision/],
    ['no height', changed(gray, { [header + 5]: 0, [header + 6]: 0 }), /has no pixels/],
    ['two components', changed(gray, { [header + 9]: 2 }), /wrong length/],
    ['sampling factor 0', changed(gray, { [header + 11]: 0 }), /sampling factor/],
    ['a segment of length 1', changed(gray, { [header + 2]: 0, [header + 3]: 1 }), /valid length/],
    ['a scan of unknown components', changed(gray, { [scan + 5]: 77 }), /scan is not valid/],
    ['a scan of no components', changed(gray, { [scan + 4]: 0 }), /scan is not valid/],
    [
      'no header before the scan',
      joined(gray.subarray(0, 2), gray.subarray(scan)),
      /before the header/,
    ],
    ['two headers', joined(gray.subarray(0, scan), gray.subarray(header)), /more than one image/],
    ['no pixels', joined(gray.subarray(0, scan + 10), gray.subarray(end)), /fewer pixels/],
    [
      'no tables',
      joined(gray.subarray(0, 2), gray.subarray(header, header + 13), gray.subarray(scan)),
      /cannot be decoded/,
    ],
    [
      'some of the pixels',
      joined(colour.subarray(0, colour.length - 100), colour.subarray(colour.length - 2)),
      /cannot be decoded/,
    ],
    [
      'a thousand scans',
      joined(
        gray.subarray(0, end),
        ...Array.from({ length: 1000 }, () => gray.subarray(scan, end)),
        gray.subarray(end),
      ),
      /too many scans/,
    ],
  ];
  test.each(cases)('%s', (_name, bad, message) => {
    const error = failure(() => decodeJpeg(bad, MAX));
    expect(error.code).toBe('decode-failed');
    expect(error.summary).toMatch(message);
  });

  test('four components without a word about their colours are refused', () => {
    const cmyk = fixture('CMYK');
    const adobe = find(cmyk, 0xee);
    const error = failure(() => decodeJpeg(changed(cmyk, { [adobe + 4]: 0 }), MAX));
    expect(error.found).toMatch(/4 components/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('a cut at any byte is an error of its own kind', () => {
    for (const { file } of fixtures) {
      const whole = bytes(file);
      for (let length = 3; length < whole.length; length++) {
        const error = failure(() => decodeJpeg(whole.subarray(0, length), MAX));
        expect(error.code).toBe('decode-failed');
        expect(error.summary).toMatch(/cut off/);
      }
    }
  });

  test('a changed byte gives an error of its own kind or an image, at once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        ({ file }, changes) => {
          const bad = bytes(file);
          for (const [at, value] of changes) bad[3 + (at % (bad.length - 3))] = value;
          const start = performance.now();
          try {
            expect(decodeJpeg(bad, MAX).data.length).toBeGreaterThan(0);
          } catch (error) {
            if (!isParticleError(error, 'decode-failed')) throw error;
          }
          expect(performance.now() - start).toBeLessThan(1000);
        },
      ),
      { numRuns: 2000, seed: 3 },
    );
  });
});

describe('JPEG files that would exhaust memory', () => {
  test('a size above the limit is refused from the header', () => {
    const gray = fixture('gray');
    const header = find(gray, 0xc0);
    const size = { [header + 5]: 255, [header + 6]: 255, [header + 7]: 255, [header + 8]: 255 };
    expect(failure(() => decodeJpeg(changed(gray, size), MAX)).summary).toMatch(
      /larger than allowed/,
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(failure(() => decodeJpeg(changed(gray, size), 1e10)).summary).toMatch(/fewer pixels/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
