import { describe, test } from 'node:test';
import '@tensorflow/tfjs-backend-cpu';
import { describeParticle } from '@sora-particles/particle-testkit';
import { templateParticle } from '../src/index.ts';

describeParticle(templateParticle, [{ options: {} }, { options: { start: -2 } }], {
  describe,
  test,
});
