import '@tensorflow/tfjs-backend-cpu';
import { describeConformance } from '@sora-particles/particle-testkit';
import { rnnTextKinds } from '@sora-particles/rnn-text';
import { recurrentExamples } from './conformance/recurrent.ts';

describeConformance({ kinds: rnnTextKinds, examples: recurrentExamples });
