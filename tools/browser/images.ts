import jpeg from '../../packages/image-preprocess/test/golden/jpeg.json' with { type: 'json' };
import png from '../../packages/image-preprocess/test/golden/png.json' with { type: 'json' };

/** A fixture of the tests of image-preprocess. */
export interface ImageFile {
  readonly name: string;
  /** In base64. */
  readonly file: string;
}

/** One of each kind of PNG file. */
export const pngFiles: readonly ImageFile[] = png;

/** One of each kind of JPEG file. */
export const jpegFiles: readonly ImageFile[] = jpeg;
