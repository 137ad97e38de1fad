import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { describeConformance, type Example } from '@sora-particles/particle-testkit';
import { layers, recognizers, reductions } from './support/examples.ts';

// mobileNet takes two minutes for what its blocks show here and its golden vectors elsewhere.
const { mobileNet: _mobileNet, ...networks } = recognizers;

describeConformance({
  backend: 'cpu',
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
});
