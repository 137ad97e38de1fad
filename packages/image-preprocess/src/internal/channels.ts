/** How many channels an image can be decoded to: gray, red-green-blue, or these with alpha. */
export type ImageChannels = 1 | 3 | 4;

/** What an image with so many channels is called in contracts. */
export interface ImageMeanings {
  readonly 1: 'image/grayscale';
  readonly 3: 'image/rgb';
  readonly 4: 'image/rgba';
}

/** What an image with so many channels is called in contracts. */
export const imageMeanings: ImageMeanings = {
  1: 'image/grayscale',
  3: 'image/rgb',
  4: 'image/rgba',
};
