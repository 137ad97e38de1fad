import { ParticleError } from '@sora-particles/combinator-core';
import type { Size } from './resample.ts';

/** Top and left of the part in the middle. */
export function centerOf(image: Size, size: Size): readonly [top: number, left: number] {
  return [Math.floor((image[0] - size[0]) / 2), Math.floor((image[1] - size[1]) / 2)];
}

/** Refuses images that are smaller than the part to cut out. */
export function checkCrop(particle: string, image: Size, size: Size): void {
  if (image[0] >= size[0] && image[1] >= size[1]) return;
  throw new ParticleError({
    code: 'dimension-invalid',
    path: particle,
    summary: 'the images are smaller than the part to cut out of them',
    expected: `height >= ${String(size[0])}, width >= ${String(size[1])}`,
    found: `height ${String(image[0])}, width ${String(image[1])}`,
    remedy: 'insert `resize(...)` or `pad(...)` before it',
  });
}
