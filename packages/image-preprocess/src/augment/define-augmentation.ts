import {
  defineParticle,
  type Dim,
  type JsonObject,
  type Particle,
  type RandomSource,
} from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  imagePort,
  rangedImagePort,
  sameImagePort,
  type ImagePort,
  type RangedImagePort,
  type SameImagePort,
} from '../internal/image-port.ts';
import { asImages, type Images } from '../internal/images.ts';

/** Changes images at random while training; y = x otherwise. Works on any scale of values. */
export interface Augmentation<Name extends string = string> extends Particle<
  Name,
  { readonly x: ImagePort },
  { readonly y: SameImagePort },
  readonly []
> {}

/** An augmentation that depends on the scale of the values. */
export interface RangedAugmentation<
  Name extends string = string,
  R extends Range = Range,
> extends Particle<
  Name,
  { readonly x: RangedImagePort<R> },
  { readonly y: SameImagePort },
  readonly []
> {}

/** What makes an augmentation. */
export interface AugmentationDefinition<Name extends string> {
  /** Name of the factory. */
  readonly type: string;
  readonly name: Name;
  readonly config: JsonObject;
  /** Operations per value. */
  readonly flops: number;
  /** Gives the changed batch. Called while training only. */
  readonly change: (images: Images, random: RandomSource) => Tensor;
}

/** Makes an augmentation that works on any scale of values. */
export function defineAugmentation<const Name extends string>(
  definition: AugmentationDefinition<Name>,
): Augmentation<Name> {
  return defineParticle({ ...partsOf(definition), input: { x: imagePort } });
}

/** Makes an augmentation that works on images of a stated range. */
export function defineRangedAugmentation<const Name extends string, const R extends Range>(
  definition: AugmentationDefinition<Name> & { readonly range: R },
): RangedAugmentation<Name, R> {
  return defineParticle({
    ...partsOf(definition),
    input: { x: rangedImagePort(definition.range) },
  });
}

function partsOf<Name extends string>(definition: AugmentationDefinition<Name>) {
  const { type, name, config, change } = definition;
  const flops: Dim = ['mul', '...lead', 'height', 'width', 'channels', definition.flops];
  return {
    kind: `image-preprocess/${type}@1`,
    name,
    config,
    output: { y: sameImagePort },
    traits: { needsSeed: true },
    flops,
    run: (
      { training, random }: { readonly training: boolean; readonly random: RandomSource },
      { x }: { readonly x: Tensor },
    ) => {
      if (!training) return { outputs: { y: x } };
      const images = asImages(x);
      return { outputs: { y: images.restore(change(images, random)) } };
    },
  };
}
