import { registerGradients } from '@sora-particles/combinator-core';
import { registerTrainingKernels } from '@sora-particles/wasm-training';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { WASM_PATHS } from './wasm-paths.ts';

/** The backends that are compared. */
export type BackendName = 'cpu' | 'wasm';

/** Starts a backend as an application does that chooses it itself. Again, it does nothing. */
export async function startBackend(name: BackendName): Promise<void> {
  registerGradients();
  registerTrainingKernels();
  // In Node the backend reads its own files.
  if (name === 'wasm' && 'location' in globalThis) setWasmPaths(WASM_PATHS);
  if (!(await setBackend(name))) throw new Error(`the backend '${name}' does not start`);
  await ready();
}
