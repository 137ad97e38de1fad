import { backend, ready } from '@tensorflow/tfjs-core';
import { ParticleError } from '../errors.ts';

/**
 * Checks that TensorFlow.js has a backend that is ready.
 *
 * @throws ParticleError `backend-missing`.
 */
export function requireBackend(): void {
  try {
    backend();
  } catch (cause) {
    throw missing(cause);
  }
}

/**
 * Waits until TensorFlow.js has a backend that is ready.
 *
 * @throws ParticleError `backend-missing`.
 */
export async function waitForBackend(): Promise<void> {
  try {
    await ready();
  } catch (cause) {
    throw missing(cause);
  }
}

function missing(cause: unknown): ParticleError {
  return new ParticleError({
    code: 'backend-missing',
    summary: 'TensorFlow.js has no backend that is ready',
    expected:
      'one of @tensorflow/tfjs-backend-cpu, -wasm, -webgl, -webgpu, or @tensorflow/tfjs-node',
    found: cause instanceof Error ? cause.message : String(cause),
    remedy:
      "import '@tensorflow/tfjs-backend-cpu', or `await ready()` for one that starts asynchronously",
    cause,
  });
}
