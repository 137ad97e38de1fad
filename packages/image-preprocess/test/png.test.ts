import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { isParticleError } from '@sora-particles/combinator-core';
import { deflateSync } from 'node:zlib';
import { toChannels } from '../src/decode/pixels.ts';
import { decodePng } from '../src/decode/png/decode-png.ts';
import { bytes, golden } from './support/golden.ts';
import { chunk, end, file, header, pixels } from './support/png.ts';
import { failure } from './support/run.ts';

interface Fixture {
  readonly name: string;
  readonly file: string;
  readonly height: number;
  readonly width: number;
  readonly rgba: string;
  readonly gray: string;
}

const fixtures = golden('png') as Fixture[];
const MAX = 1e6;

describe('PNG files', () => {
  test.each(fixtures)('$name: the pixels that the standard and Pillow give', (fixture) => {
    const decoded = decodePng(bytes(fixture.file), MAX);
    expect([decoded.height, decoded.width]).toEqual([fixture.height, fixture.width]);
    expect(Array.from(toChannels(decoded, 4, null))).toEqual(Array.from(bytes(fixture.rgba)));
    expect(Array.from(toChannels(decoded, 1, null))).toEqual(Array.from(bytes(fixture.gray)));
  });

  test('a view into a larger buffer is read in its bounds', () => {
    const [fixture] = fixtures as [Fixture];
    const inner = bytes(fixture.file);
    const outer = new Uint8Array(inner.length + 20).fill(255);
    outer.set(inner, 7);
    const decoded = decodePng(outer.subarray(7, 7 + inner.length), MAX);
    expect(decoded).toEqual(decodePng(inner, MAX));
  });

  test('data may be cut into chunks anywhere', () => {
    const data = deflateSync(Uint8Array.from([0, 1, 2, 0, 3, 4]));
    const crumbs = Array.from(data, (byte) => chunk('IDAT', [byte]));
    const whole = file(chunk('IHDR', header()), chunk('IDAT', []), ...crumbs, end);
    expect(Array.from(decodePng(whole, MAX).data)).toEqual([1, 2, 3, 4]);
  });

  test('bytes after the end are ignored', () => {
    const [fixture] = fixtures as [Fixture];
    const padded = new Uint8Array([...bytes(fixture.file), 1, 2, 3]);
    expect(decodePng(padded, MAX)).toEqual(decodePng(bytes(fixture.file), MAX));
  });
});

describe('what is wrong with a PNG file is said', () => {
  const good = [0, 1, 2, 0, 3, 4];
  const cases: [string, Uint8Array, RegExp][] = [
    ['no chunks', file(), /cut off before its last chunk/],
    ['no header', file(pixels(good), end), /does not begin with a header/],
    ['a short header', file(chunk('IHDR', [1, 2, 3]), end), /does not begin with a header/],
    ['two headers', file(chunk('IHDR', header()), chunk('IHDR', header()), end), /not known: IHDR/],
    ['no pixels at all', file(chunk('IHDR', header()), end), /fewer pixels/],
    ['too few pixels', file(chunk('IHDR', header()), pixels([0, 1, 2]), end), /fewer pixels/],
    ['height 0', file(chunk('IHDR', header({ height: 0 })), end), /has no pixels/],
    ['colour type 5', file(chunk('IHDR', header({ colour: 5 })), end), /no valid colour type/],
    ['3 bits', file(chunk('IHDR', header({ depth: 3 })), end), /no valid colour type/],
    [
      'colour with 4 bits',
      file(chunk('IHDR', header({ colour: 2, depth: 4 })), end),
      /colour type/,
    ],
    ['compression 1', file(chunk('IHDR', header({ methods: [1, 0, 0] })), end), /unknown method/],
    ['interlace 2', file(chunk('IHDR', header({ methods: [0, 0, 2] })), end), /unknown method/],
    ['filter 5', file(chunk('IHDR', header()), pixels([5, 1, 2, 0, 3, 4]), end), /no valid filter/],
    [
      'no palette',
      file(chunk('IHDR', header({ colour: 3 })), pixels(good), end),
      /no valid palette/,
    ],
    [
      'a palette that is too short',
      file(chunk('IHDR', header({ colour: 3 })), chunk('PLTE', [1, 2, 3]), pixels(good), end),
      /not in the palette/,
    ],
    [
      'a palette of a wrong length',
      file(chunk('IHDR', header({ colour: 3 })), chunk('PLTE', [1, 2]), pixels(good), end),
      /no valid palette/,
    ],
    [
      'transparency of a wrong length',
      file(chunk('IHDR', header()), chunk('tRNS', [1]), pixels(good), end),
      /transparency \(tRNS\)/,
    ],
    ['an unknown needed chunk', file(chunk('IHDR', header()), chunk('CgBI', []), end), /CgBI/],
    ['a chunk name that is none', file(chunk('IH1R', header())), /no valid name/],
    [
      'a wrong checksum',
      corrupted(file(chunk('IHDR', header()), pixels(good), end), 20),
      /checksum/,
    ],
    [
      'pixels that are not compressed',
      file(chunk('IHDR', header()), chunk('IDAT', [1, 2, 3, 4, 5, 6, 7]), end),
      /cannot be decompressed/,
    ],
  ];
  test.each(cases)('%s', (_name, bad, message) => {
    const error = failure(() => decodePng(bad, MAX));
    expect(error.code).toBe('decode-failed');
    expect(error.summary).toMatch(message);
  });

  test('a cut at any byte is an error of its own kind', () => {
    for (const { file: base64 } of fixtures) {
      const whole = bytes(base64);
      for (let length = 8; length < whole.length; length++) {
        const error = failure(() => decodePng(whole.subarray(0, length), MAX));
        expect(error.code).toBe('decode-failed');
        expect(error.summary).toMatch(/cut off/);
      }
    }
  });

  test('a changed byte gives an error of its own kind or an image', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        ({ file: base64 }, changes) => {
          const changed = bytes(base64);
          for (const [at, value] of changes) changed[8 + (at % (changed.length - 8))] = value;
          expectDecodedOrRefused(() => decodePng(changed, MAX));
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('changed pixels under a right checksum give an error of its own kind or an image', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (interlace, changes) => {
          const raw = Uint8Array.from({ length: 300 }, (_, i) => (i % 16 === 0 ? i % 5 : i));
          const data = Uint8Array.from(deflateSync(raw));
          for (const [at, value] of changes) data[at % data.length] = value;
          const shape = header({ width: 15, height: 16, methods: [0, 0, interlace] });
          const changed = file(chunk('IHDR', shape), chunk('IDAT', data), end);
          expectDecodedOrRefused(() => decodePng(changed, MAX));
        },
      ),
      { numRuns: 2000, seed: 2 },
    );
  });
});

describe('PNG files that would exhaust memory', () => {
  test('a size above the limit is refused from the header', () => {
    const huge = file(chunk('IHDR', header({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 })), end);
    const error = failure(() => decodePng(huge, MAX));
    expect(error.summary).toMatch(/larger than allowed/);
    expect(error.remedy).toMatch(/maxPixels/);
  });

  test('a size within the limit that the file cannot hold is refused before it is allocated', () => {
    const shape = header({ width: 30_000, height: 30_000, depth: 16, colour: 6 });
    const hollow = file(chunk('IHDR', shape), pixels([0, 1, 2]), end);
    const before = process.memoryUsage().arrayBuffers;
    expect(failure(() => decodePng(hollow, 1e9)).summary).toMatch(/fewer pixels/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });

  test('pixels beyond the last row are not inflated', () => {
    const bomb = file(chunk('IHDR', header()), pixels(new Uint8Array(2 ** 26)), end);
    const before = process.memoryUsage().arrayBuffers;
    expect(Array.from(decodePng(bomb, MAX).data)).toEqual([0, 0, 0, 0]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });
});

function corrupted(original: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(original);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function expectDecodedOrRefused(decode: () => { data: Uint8Array }): void {
  try {
    expect(decode().data.length).toBeGreaterThan(0);
  } catch (error) {
    if (!isParticleError(error, 'decode-failed')) throw error;
  }
}
