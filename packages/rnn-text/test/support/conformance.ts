import type { ConformanceOptions } from '@sora-particles/particle-testkit';
import { rnnTextKinds } from '@sora-particles/rnn-text';
import { attentionExamples } from '../conformance/attention.ts';
import { recurrentExamples } from '../conformance/recurrent.ts';
import { textExamples } from '../conformance/text.ts';
import { translatorExamples } from '../conformance/translator.ts';

/** Every kind of this package, for the conformance kit. */
export const conformance: ConformanceOptions = {
  kinds: rnnTextKinds,
  examples: [...textExamples, ...recurrentExamples, ...attentionExamples, ...translatorExamples],
};
