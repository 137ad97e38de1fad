import { describe, test } from 'node:test';
import '@tensorflow/tfjs-backend-cpu';
import { describeConformance } from '@sora-particles/particle-testkit';
import { templatePackageKinds, templateParticle } from '../src/index.ts';

describeConformance(
  {
    kinds: templatePackageKinds,
    examples: [templateParticle(), templateParticle({ start: -2 })],
  },
  { describe, test },
);
