import { env } from '@tensorflow/tfjs-core';
import type { Candidate } from '../candidate.ts';
import { removeEmscriptenListeners } from '../internal/emscripten-listeners.ts';
import { isNode } from '../internal/is-node.ts';

/** WebAssembly, with the kernels that training needs. Node and browsers. */
export const wasm: Candidate = {
  name: 'wasm',
  remedy: 'use a Node or browser with WebAssembly, and in a bundler pass wasmPaths',
  async load({ wasmPaths }) {
    const { registerTrainingKernels } = await import('@sora-particles/wasm-training');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // Without a path, in Node, the backend reads its own files from its own folder.
    if (wasmPaths !== undefined) setWasmPaths(asFolder(wasmPaths));
    registerTrainingKernels();
  },
  doubt({ wasmPaths }) {
    if (wasmPaths !== undefined) return `are its .wasm files at '${asFolder(wasmPaths)}'?`;
    return isNode() ? undefined : 'where are its .wasm files? pass wasmPaths';
  },
  afterStart: removeEmscriptenListeners,
  async engine({ workers, onNotice }) {
    const { startWasmEngine } = await import('@sora-particles/wasm-training');
    return startWasmEngine({ workers, ...(onNotice && { onNotice }) });
  },
  async describe() {
    const { getThreadsCount, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const threaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
    const threads = threaded === true ? getThreadsCount() : 1;
    const parts = [
      simd === true ? 'SIMD' : 'no SIMD',
      `${threads} thread${threads === 1 ? '' : 's'}`,
    ];
    return `WebAssembly, ${parts.join(', ')} (@tensorflow/tfjs-backend-wasm ${version_wasm})`;
  },
};

/** The backend puts names of files right behind it. */
function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
