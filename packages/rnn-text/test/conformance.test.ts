import '@tensorflow/tfjs-backend-cpu';
import { describeConformance } from '@sora-particles/particle-testkit';
import { rnnTextKinds } from '@sora-particles/rnn-text';
import { textExamples } from './conformance/text.ts';

describeConformance({ kinds: rnnTextKinds, examples: [...textExamples] });
