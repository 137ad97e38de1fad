import { ParticleError } from '@sora-particles/combinator-core';
import { reshape, tensor1d, type Tensor } from '@tensorflow/tfjs-core';

/** Without the pixel at the border (c b | a b c), or with it (b a | a b c). */
export type MirrorMode = 'reflect' | 'symmetric';

/** Which pixels of an axis go where once it is padded, `[1, before + size + after]`. */
export function mirroredIndices(
  size: number,
  [before, after]: readonly [number, number],
  mode: MirrorMode,
): Tensor {
  const edge = mode === 'symmetric' ? 1 : 0;
  const indices = Int32Array.from({ length: before + size + after }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    return at < size ? at : 2 * (size - 1) - at + edge;
  });
  return reshape(tensor1d(indices, 'int32'), [1, -1]);
}

/** Refuses images that are too small to be mirrored that far: a mirror shows what is there once. */
export function checkMirror(
  particle: string,
  mode: MirrorMode,
  image: readonly number[],
  padding: readonly (readonly number[])[],
): void {
  const spare = mode === 'reflect' ? 1 : 0;
  const fits = padding.every((sides, axis) => Math.max(...sides) <= (image[axis] ?? 0) - spare);
  if (fits) return;
  throw new ParticleError({
    code: 'dimension-invalid',
    path: particle,
    summary: 'the images are too small to be mirrored that far',
    expected: padding
      .map((sides, axis) => `${axis === 0 ? 'height' : 'width'} >= ${Math.max(...sides) + spare}`)
      .join(', '),
    found: `height ${String(image[0])}, width ${String(image[1])}`,
  });
}
