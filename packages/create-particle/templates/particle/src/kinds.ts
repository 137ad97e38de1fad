import { leafKind, type ParticleKind } from '@sora-particles/combinator-core';
import { templateParticle } from './template-particle.ts';

/** The kinds of this package, for `createRegistry`: whoever loads a saved model says what it may name. */
export const templatePackageKinds: readonly ParticleKind[] = [
  leafKind('template-package/templateParticle@1', templateParticle),
];
