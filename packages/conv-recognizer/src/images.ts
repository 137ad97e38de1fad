/** What a port with a batch of images, or of the features made of them, needs or promises. */
export interface Images<Shape extends readonly unknown[]> {
  readonly shape: Shape;
  readonly dtype: 'float32';
  readonly layout: 'NHWC';
}

/** What every layer of this package takes: images of any size, with any number of channels. */
export type ImagesInput = Images<readonly ['batch', 'height', 'width', 'channels']>;

/** {@link ImagesInput} as a value. */
export const imagesInput: ImagesInput = {
  shape: ['batch', 'height', 'width', 'channels'],
  dtype: 'float32',
  layout: 'NHWC',
};
