import '@tensorflow/tfjs-backend-cpu';
import { isParticleError } from '@sora-particles/combinator-core';
import { memory } from '@tensorflow/tfjs-core';
import { decodeImage } from '../src/index.ts';
import { bytes, golden } from './support/golden.ts';
import { chunk, end, file, header, pixels } from './support/png.ts';
import { failure, run } from './support/run.ts';

const scene = bytes(
  (golden('png') as { name: string; file: string }[]).find(
    ({ name }) => name === 'written by Pillow',
  )?.file ?? '',
);
const photo = bytes((golden('jpeg') as { name: string; file: string }[])[2]?.file ?? '');

/** One pixel of colour type 6. */
function pixel(red: number, green: number, blue: number, alpha: number): Uint8Array {
  const shape = header({ width: 1, height: 1, colour: 6 });
  return file(chunk('IHDR', shape), pixels([0, red, green, blue, alpha]), end);
}

describe('decodeImage', () => {
  test('gives a tensor of the file that its first bytes say', () => {
    expect(run(decodeImage(), scene).shape).toEqual([20, 30, 3]);
    expect(run(decodeImage(), photo).shape).toEqual([21, 27, 3]);
    expect(run(decodeImage({ channels: 1 }), photo).shape).toEqual([21, 27, 1]);
    expect(run(decodeImage({ channels: 4 }), photo).values.at(-1)).toBe(255);
  });

  test('says in its contract what it gives', () => {
    const { output, traits, config } = decodeImage({ channels: 1, name: 'digits' });
    expect(output.y).toEqual({
      shape: [null, null, 1],
      dtype: 'float32',
      range: [0, 255],
      layout: 'NHWC',
      meaning: 'image/grayscale',
    });
    expect(traits.host).toBe(true);
    expect(config).toEqual({ channels: 1, maxPixels: 50_000_000 });
  });

  test.each([
    ['drops alpha unless told otherwise', { channels: 3 }, [10, 20, 30]],
    ['keeps alpha', { channels: 4 }, [10, 20, 30, 51]],
    ['blends over a background', { channels: 3, background: [255, 255, 255] }, [206, 208, 210]],
    ['leaves nothing transparent then', { channels: 4, background: [0, 0, 0] }, [2, 4, 6, 255]],
    ['blends before it turns gray', { channels: 1, background: [255, 255, 255] }, [208]],
  ] as const)('%s', (_name, options, expected) => {
    expect(run(decodeImage(options), pixel(10, 20, 30, 51)).values).toEqual(expected);
  });

  test.each([
    ['an empty file', [], /is empty/],
    ['text', Array.from(Buffer.from('hello')), /format of the file is unknown/],
    ['half a PNG signature', [0x89, 0x50], /PNG file is cut off within its signature/],
    ['half a JPEG signature', [0xff, 0xd8], /JPEG file is cut off within its signature/],
    ['GIF', Array.from(Buffer.from('GIF89a')), /GIF files are not read/],
    ['WebP', Array.from(Buffer.from('RIFF....WEBPVP8 ')), /WebP files are not read/],
    ['HEIC', Array.from(Buffer.from('....ftypheic')), /HEIC files are not read/],
    ['BMP', Array.from(Buffer.from('BM......')), /BMP files are not read/],
    ['TIFF', [0x49, 0x49, 0x2a, 0, 0], /TIFF files are not read/],
  ] as const)('refuses %s by name', (_name, given, message) => {
    const error = failure(() => run(decodeImage(), Uint8Array.from(given)));
    expect(error.code).toBe('decode-failed');
    expect(error.summary).toMatch(message);
    expect(error.path).toBe('decodeImage');
  });

  test('a cut at any byte is refused, and nothing is left behind', () => {
    const decode = decodeImage();
    for (const whole of [scene, photo]) {
      for (let length = 0; length < whole.length; length++) {
        expect(failure(() => run(decode, whole.subarray(0, length))).code).toBe('decode-failed');
      }
    }
  });

  test('maxPixels is the greatest allowed number of pixels', () => {
    expect(run(decodeImage({ maxPixels: 600 }), scene).shape).toEqual([20, 30, 3]);
    const error = failure(() => run(decodeImage({ maxPixels: 599 }), scene));
    expect(error.found).toMatch('600 pixels');
  });

  test('leaves its bytes as they are and keeps no tensor', () => {
    const copy = Uint8Array.from(scene);
    const before = memory().numTensors;
    run(decodeImage(), copy);
    expect(memory().numTensors).toBe(before);
    expect(copy).toEqual(scene);
  });

  test.each([
    [{ channels: 2 }, 'option-invalid'],
    [{ background: [0, 0] }, 'option-invalid'],
    [{ background: [0, 0, 256] }, 'option-invalid'],
    [{ maxPixels: 0 }, 'option-invalid'],
    [{ chanels: 1 }, 'option-unknown'],
  ])('refuses the options %j', (options, code) => {
    try {
      decodeImage(options as object);
    } catch (error) {
      expect(isParticleError(error) && error.code).toBe(code);
      return;
    }
    throw new Error('nothing was thrown');
  });
});
