import { ParticleError } from '@sora-particles/combinator-core';
import { ready } from '@tensorflow/tfjs-core';

/**
 * Waits until TensorFlow.js has a backend that is ready.
 *
 * @throws {@link ParticleError} `backend-missing`.
 */
export async function waitForBackend(): Promise<void> {
  try {
    await ready();
  } catch (cause) {
    throw new ParticleError({
      code: 'backend-missing',
      summary: 'TensorFlow.js has no backend that is ready',
      expected:
        'one of @tensorflow/tfjs-backend-cpu, -wasm, -webgl, -webgpu, or @tensorflow/tfjs-node',
      remedy: "import '@tensorflow/tfjs-backend-cpu', or another backend",
      cause,
    });
  }
}
