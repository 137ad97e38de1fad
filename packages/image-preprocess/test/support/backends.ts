import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

/** Runs the tests on the plain backend and on WebAssembly, which share no kernel. */
export function onEachBackend(tests: (backend: string) => void): void {
  describe.each(['cpu', 'wasm'])('on %s', (backend) => {
    beforeAll(async () => {
      await setBackend(backend);
      await ready();
    });
    tests(backend);
  });
}
