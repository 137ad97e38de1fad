export { decodeImage, type DecodeImage, type DecodeImageOptions } from './decode/decode-image.ts';
export { centerCrop, type CenterCrop, type CenterCropOptions } from './geometry/center-crop.ts';
export { pad, type Pad, type Padding, type PadOptions } from './geometry/pad.ts';
export { randomCrop, type RandomCrop, type RandomCropOptions } from './geometry/random-crop.ts';
export type { Size } from './geometry/resample.ts';
export { resize, type Resize, type ResizeOptions } from './geometry/resize.ts';
export { grayscale, type Grayscale, type GrayscaleOptions } from './colour/grayscale.ts';
export { invert, type Invert, type InvertOptions } from './colour/invert.ts';
export { normalize, type Normalize, type NormalizeOptions } from './colour/normalize.ts';
export type { Augmentation, RangedAugmentation } from './augment/define-augmentation.ts';
export type { FillMode, FillOptions } from './augment/fill.ts';
export { randomAffine, type RandomAffineOptions } from './augment/random-affine.ts';
export { randomBrightness, type RandomBrightnessOptions } from './augment/random-brightness.ts';
export { randomContrast, type RandomContrastOptions } from './augment/random-contrast.ts';
export { randomErase, type RandomEraseOptions } from './augment/random-erase.ts';
export { randomFlip, type RandomFlipOptions } from './augment/random-flip.ts';
export { randomRotate, type RandomRotateOptions } from './augment/random-rotate.ts';
export { randomScale, type RandomScaleOptions } from './augment/random-scale.ts';
export { randomShift, type RandomShiftOptions } from './augment/random-shift.ts';
export {
  imageFromBytes,
  type ImageFromBytes,
  type ImageFromBytesOptions,
} from './ready/image-from-bytes.ts';
export {
  imagePreprocess,
  type ImagePreprocess,
  type ImagePreprocessOptions,
} from './ready/image-preprocess.ts';
export type { ImageChannels, ImageMeanings } from './internal/channels.ts';
export { imagePreprocessKinds } from './kinds.ts';
