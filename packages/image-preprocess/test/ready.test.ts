import {
  chain,
  compose,
  createRegistry,
  combinatorKinds,
  fromManifest,
  isParticleError,
  perItem,
  predict,
  rename,
  toManifest,
} from '@sora-particles/combinator-core';
import { elementaryKinds, rescale } from '@sora-particles/combinator-core/elementary';
import { memory, tensor, type Tensor } from '@tensorflow/tfjs-core';
import {
  decodeImage,
  imageFromBytes,
  imagePreprocess,
  imagePreprocessKinds,
  resize,
} from '../src/index.ts';
import { onEachBackend } from './support/backends.ts';
import { bytes, golden } from './support/golden.ts';
import { difference, failure, run } from './support/run.ts';

interface Fixture {
  readonly name: string;
  readonly file: string;
}

const png = bytes(
  (golden('png') as Fixture[]).find(({ name }) => name === 'written by Pillow')?.file ?? '',
);
const jpeg = bytes((golden('jpeg') as Fixture[])[2]?.file ?? '');

describe('imagePreprocess', () => {
  onEachBackend(() => {
    test('resizes and scales to [0, 1]', () => {
      const pixels = () => tensor([0, 51, 102, 255], [1, 2, 2, 1]);
      const got = run(imagePreprocess({ size: [1, 1], channels: 1 }), pixels);
      expect(got.shape).toEqual([1, 1, 1, 1]);
      expect(difference(got.values, [0.4])).toBeLessThan(1e-6);
      const same = run(imagePreprocess({ size: [2, 2], channels: 1 }), pixels);
      expect(difference(same.values, [0, 0.2, 0.4, 1])).toBeLessThan(1e-6);
    });
  });

  test('its contract is that of its parts', () => {
    const particle = imagePreprocess({ size: [28, 14], channels: 3, antialias: true });
    expect(particle.input.x).toEqual({
      shape: ['...lead', 'height', 'width', 3],
      dtype: 'float32',
      range: [0, 255],
      layout: 'NHWC',
      meaning: 'image/rgb',
    });
    expect(particle.output.y).toMatchObject({
      shape: ['...lead', 28, 14, 3],
      dtype: 'float32',
      range: [0, 1],
      layout: 'NHWC',
      meaning: 'image/rgb',
    });
    expect(particle.children.map(({ name }) => name)).toEqual(['input', 'resize', 'rescale']);
  });

  test('takes up a decoded image', () => {
    const whole = compose(decodeImage({ channels: 1 })).to(
      imagePreprocess({ size: [28, 28], channels: 1 }),
    );
    expect(whole.output.y.shape).toEqual([28, 28, 1]);
  });
});

describe('imageFromBytes', () => {
  onEachBackend(() => {
    test('makes a batch of files of different sizes', async () => {
      const particle = imageFromBytes({ size: [8, 6], channels: 1 });
      const before = memory().numTensors;
      const batch = await predict(particle, {}, [png, jpeg, png]);
      expect(batch.shape).toEqual([3, 8, 6, 1]);
      expect(memory().numTensors).toBe(before + 1);
      const values = Array.from(batch.dataSync());
      expect(values.slice(0, 48)).toEqual(values.slice(96));
      const [first, second] = [png, jpeg].map((file) => decodeAndResize(file));
      expect(difference(values.slice(0, 48), first ?? [])).toBeLessThan(1e-4);
      expect(difference(values.slice(48, 96), second ?? [])).toBeLessThan(1e-4);
      batch.dispose();
    });

    test('keeps images that have the size already', async () => {
      const before = memory().numTensors;
      const batch = await predict(imageFromBytes({ size: [20, 30] }), {}, [png, png]);
      expect(batch.shape).toEqual([2, 20, 30, 3]);
      batch.dispose();
      expect(memory().numTensors).toBe(before);
    });

    test('a bad file fails the call and leaves nothing behind', async () => {
      const before = memory().numTensors;
      const call = predict(imageFromBytes({ size: [8, 6] }), {}, [png, jpeg, png.subarray(0, 50)]);
      const error: unknown = await call.catch((reason: unknown) => reason);
      expect(isParticleError(error, 'decode-failed')).toBe(true);
      expect(memory().numTensors).toBe(before);
    });
  });

  test('its contract takes lists of bytes', () => {
    const particle = imageFromBytes({ size: [28, 28], channels: 1, background: [255, 255, 255] });
    expect(particle.input.x).toEqual({ value: 'bytes', meaning: 'image', shape: ['batch'] });
    expect(particle.output.y).toMatchObject({
      shape: ['batch', 28, 28, 1],
      dtype: 'float32',
      range: [0, 255],
      layout: 'NHWC',
      meaning: 'image/grayscale',
    });
    expect(particle.traits.host).toBe(true);
  });

  test('names the options that it does not know', () => {
    const error = failure(() => imageFromBytes({ size: [1, 1], chanels: 1 } as { size: [1, 1] }));
    expect(error.code).toBe('option-unknown');
    expect(error.message).toMatch(/imageFromBytes\(\) has no option 'chanels'/);
  });

  test('is made again from its manifest, and gives the same pixels', async () => {
    const registry = createRegistry([
      ...combinatorKinds,
      ...elementaryKinds,
      ...imagePreprocessKinds,
    ]);
    const whole = rename(
      'preprocess',
      chain([imageFromBytes({ size: [5, 5], antialias: true }), rescale(1 / 255)]),
    );
    const again = fromManifest(JSON.parse(JSON.stringify(toManifest(whole))), registry);
    const [one, two] = [await predict(whole, {}, [png]), await predict(again, {}, [png])];
    expect((two as Tensor).dataSync()).toEqual((one as Tensor).dataSync());
    (one as Tensor).dispose();
    (two as Tensor).dispose();
  });

  test('equals its parts put together by hand', async () => {
    const byHand = perItem(compose(decodeImage()).to(resize({ size: [4, 4] })));
    const [one, two] = [
      await predict(byHand, {}, [jpeg]),
      await predict(imageFromBytes({ size: [4, 4] }), {}, [jpeg]),
    ];
    expect(two.dataSync()).toEqual(one.dataSync());
    one.dispose();
    two.dispose();
  });
});

function decodeAndResize(file: Uint8Array): number[] {
  const decoded = run(decodeImage({ channels: 1 }), file);
  return run(resize({ size: [8, 6] }), () => tensor(decoded.values, decoded.shape)).values;
}
