import type { Range } from '@sora-particles/combinator-core/contract';

/** The input of particles that work on images of any size, one or many. */
export interface ImagePort {
  readonly shape: readonly ['...lead', 'height', 'width', 'channels'];
  readonly dtype: 'float32';
  readonly layout: 'NHWC';
}

/** The output of particles that give images of the same size. */
export interface SameImagePort {
  readonly shape: readonly ['...lead', 'height', 'width', 'channels'];
  readonly like: 'x';
}

/** The input of particles that depend on the scale of the values. */
export interface RangedImagePort<R extends Range> extends ImagePort {
  readonly range: R;
}

/** Images of any size, one or many. */
export const imagePort: ImagePort = {
  shape: ['...lead', 'height', 'width', 'channels'],
  dtype: 'float32',
  layout: 'NHWC',
};

/** Images of the same size as those on `x`. */
export const sameImagePort: SameImagePort = {
  shape: ['...lead', 'height', 'width', 'channels'],
  like: 'x',
};

/** Images on a stated scale. */
export function rangedImagePort<R extends Range>(range: R): RangedImagePort<R> {
  return { ...imagePort, range };
}
