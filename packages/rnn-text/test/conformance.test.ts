import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describeConformance } from '@sora-particles/particle-testkit';
import { rnnTextKinds } from '@sora-particles/rnn-text';
import { attentionExamples } from './conformance/attention.ts';
import { recurrentExamples } from './conformance/recurrent.ts';
import { textExamples } from './conformance/text.ts';
import { translatorExamples } from './conformance/translator.ts';

describeConformance({
  backend: 'cpu',
  kinds: rnnTextKinds,
  examples: [...textExamples, ...recurrentExamples, ...attentionExamples, ...translatorExamples],
});
