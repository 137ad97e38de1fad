import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import type { ConformanceOptions, Example } from '@sora-particles/particle-testkit';
import { layers, recognizers, reductions } from './examples.ts';

// mobileNet takes two minutes for what its blocks show here and its golden vectors elsewhere.
const { mobileNet: _mobileNet, ...networks } = recognizers;

/** Every kind of this package, for the conformance kit. */
export const conformance: ConformanceOptions = {
  kinds: convRecognizerKinds,
  examples: [
    ...Object.entries({ ...layers, ...reductions }).map(([title, particle]): Example => ({
      title,
      particle,
      // Whole phases: otherwise the kernels also compute what is cut off.
      ...(title === 'conv2d with dilation' && { bindings: { height: 5, width: 6 } }),
    })),
    ...Object.entries(networks).map(([title, particle]): Example => ({
      title,
      particle,
      seeds: [1],
    })),
  ],
};
