import '@tensorflow/tfjs-backend-cpu';
import { describeConformance } from '@sora-particles/particle-testkit';
import { rnnTextKinds } from '../src/index.ts';
import { attentionExamples } from './conformance/attention.ts';

describeConformance({ kinds: rnnTextKinds, examples: attentionExamples });
