import '@tensorflow/tfjs-backend-cpu';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { describeConformance, type Example } from '@sora-particles/particle-testkit';
import { layers, recognizers, reductions } from './support/examples.ts';

const parts = Object.entries({ ...layers, ...reductions });

describeConformance({
  kinds: convRecognizerKinds,
  examples: [
    ...parts.map(([title, particle]): Example => ({ title, particle })),
    ...Object.entries(recognizers).map(([title, particle]): Example => ({
      title,
      particle,
      // They are chains of the above, and take their time.
      seeds: [1],
      ...(title === 'mobileNet' && {
        except: { gradient: 'batch statistics of so few values are too steep for differences' },
      }),
    })),
  ],
});
