import '@tensorflow/tfjs-backend-cpu';
import { conformanceTests } from '@sora-particles/particle-testkit';
import { conformance as core } from '../../../combinator-core/test/support/conformance.ts';
import { conformance as convolution } from '../../../conv-recognizer/test/support/conformance.ts';
import { conformance as images } from '../../../image-preprocess/test/support/conformance.ts';
import { conformance as texts } from '../../../rnn-text/test/support/conformance.ts';
import { selectBackend } from '../../src/index.ts';

// The families know nothing of the native backend: this package does.
beforeAll(async () => {
  await selectBackend({ prefer: 'tensorflow' });
});

const backends = ['cpu', 'tensorflow'];

describe.each(Object.entries({ core, convolution, images, texts }))(
  '%s, on the native backend',
  (_, conformance) => {
    const tests = conformanceTests({ ...conformance, backend: 'cpu', backends });
    test.each(tests.filter(({ rule }) => rule === 'backends'))('$name', ({ run }) => run());
  },
);
