import { imagePreprocessKinds } from '@sora-particles/image-preprocess';
import type { ConformanceOptions } from '@sora-particles/particle-testkit';
import { examples } from './examples.ts';
import { end, file, chunk, header, pixels } from './png.ts';

/** A gray PNG image of 2 x 2 pixels. */
const png = file(chunk('IHDR', header()), pixels([0, 10, 200, 0, 30, 40]), end);

/** Every kind of this package, for the conformance kit. */
export const conformance: ConformanceOptions = {
  kinds: imagePreprocessKinds,
  examples: examples.map((particle) => ({
    particle,
    // Contracts cannot say that an image must not be smaller than the part to cut out of it.
    bindings: { height: 5, width: 6 },
    ...(particle.name === 'files' && { inputs: () => ({ x: png }) }),
  })),
};
