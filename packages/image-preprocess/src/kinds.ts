import type { ParticleKind } from '@sora-particles/combinator-core';
import { randomAffineKind } from './augment/random-affine.ts';
import { randomBrightnessKind } from './augment/random-brightness.ts';
import { randomContrastKind } from './augment/random-contrast.ts';
import { randomEraseKind } from './augment/random-erase.ts';
import { randomFlipKind } from './augment/random-flip.ts';
import { randomRotateKind } from './augment/random-rotate.ts';
import { randomScaleKind } from './augment/random-scale.ts';
import { randomShiftKind } from './augment/random-shift.ts';
import { grayscaleKind } from './colour/grayscale.ts';
import { invertKind } from './colour/invert.ts';
import { normalizeKind } from './colour/normalize.ts';
import { decodeImageKind } from './decode/decode-image.ts';
import { centerCropKind } from './geometry/center-crop.ts';
import { padKind } from './geometry/pad.ts';
import { randomCropKind } from './geometry/random-crop.ts';
import { resizeKind } from './geometry/resize.ts';

/**
 * The kinds of this package, for the registry of a program that loads saved particles. Nothing is
 * registered by importing the package.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { imagePreprocessKinds } from '@sora-particles/image-preprocess';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...imagePreprocessKinds]);
 * ```
 */
export const imagePreprocessKinds: readonly ParticleKind[] = Object.freeze([
  centerCropKind,
  decodeImageKind,
  grayscaleKind,
  invertKind,
  normalizeKind,
  padKind,
  randomAffineKind,
  randomBrightnessKind,
  randomContrastKind,
  randomCropKind,
  randomEraseKind,
  randomFlipKind,
  randomRotateKind,
  randomScaleKind,
  randomShiftKind,
  resizeKind,
]);
