import { apply, compose, createRandom, predict } from '@sora-particles/combinator-core';
import { rescale } from '@sora-particles/combinator-core/elementary';
import {
  centerCrop,
  grayscale,
  imageFromBytes,
  invert,
  normalize,
  pad,
  randomAffine,
  randomContrast,
  randomErase,
} from '@sora-particles/image-preprocess';
import { fromBase64 } from '../bytes.ts';
import type { Case } from '../case.ts';
import { jpegFiles, pngFiles } from '../images.ts';

const files = [...pngFiles, ...jpegFiles].map(({ file }) => fromBase64(file));

/** From files to what a recogniser takes, and what training does to images, with one seed. */
export const preprocessCases: readonly Case[] = [
  { name: 'preprocessing files on cpu', backend: 'cpu', run: readFiles },
  {
    name: 'preprocessing files on wasm',
    backend: 'wasm',
    reference: 'cpu',
    tolerance: 1e-6,
    run: readFiles,
  },
  { name: 'augmenting on cpu', backend: 'cpu', tolerance: 1e-6, run: augment },
  {
    name: 'augmenting on wasm',
    backend: 'wasm',
    reference: 'cpu',
    tolerance: 1e-5,
    run: augment,
  },
];

async function readFiles(): Promise<unknown> {
  const particle = compose(imageFromBytes({ size: [9, 11], channels: 3, antialias: true }))
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(invert({ range: [0, 1] }))
    .to(
      pad({
        padding: [
          [1, 0],
          [2, 1],
        ],
        mode: 'reflect',
      }),
    )
    .to(centerCrop({ size: [10, 12] }))
    .to(grayscale())
    .to(normalize({ mean: [0.5], standardDeviation: [0.5], range: [0, 1] }));
  const y = await predict(particle, {}, files);
  const found = { shape: y.shape, values: Array.from(y.dataSync()) };
  y.dispose();
  return found;
}

function augment(): unknown {
  const x = createRandom(3).uniform([6, 10, 12, 3]);
  const particle = compose(
    randomAffine({ degrees: 20, shift: [0.1, 0.2], scale: [0.8, 1.2], fillMode: 'reflect' }),
  )
    .to(randomErase({ probability: 0.5 }))
    .to(randomContrast({ factor: [0.5, 1.5], range: [0, 1] }));
  const { outputs } = apply(particle, {}, { x }, { training: true, seed: 11 });
  const found = Array.from(outputs.y.dataSync());
  x.dispose();
  outputs.y.dispose();
  return found;
}
