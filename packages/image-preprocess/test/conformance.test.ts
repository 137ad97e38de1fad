import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describeConformance } from '@sora-particles/particle-testkit';
import { conformance } from './support/conformance.ts';

describeConformance({ ...conformance, backend: 'cpu' });
