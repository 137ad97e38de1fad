/** Run by node:test: a particle that keeps all rules, and one that breaks a rule; nothing passes it the runner. */
import '@tensorflow/tfjs-backend-cpu';
import { defineParticle } from '@sora-particles/combinator-core';
import { relu } from '@sora-particles/combinator-core/elementary';
import { describeParticle } from '@sora-particles/particle-testkit';
import { cast } from '@tensorflow/tfjs-core';

describeParticle(relu, [{ options: {} }]);

const broken = () =>
  defineParticle({
    kind: 'test/broken@1',
    name: 'broken',
    input: { x: { shape: ['batch'], dtype: 'float32' } },
    output: { y: { shape: ['batch'], dtype: 'float32' } },
    traits: { differentiable: false },
    run: (_context, { x }) => ({ outputs: { y: cast(x, 'int32') } }),
  });
const others = ['options', 'naming', 'manifest', 'memory', 'cost', 'closure', 'within'] as const;
describeParticle(broken, [
  { options: {}, except: Object.fromEntries(others.map((rule) => [rule, 'not tested here'])) },
]);
