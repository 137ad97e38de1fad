import { selectBackend, type SelectedBackend } from '@sora-particles/backend';

/** Starts WebAssembly, with its kernels for training; the `.wasm` files lie beside the script. */
export function startBackend(): Promise<SelectedBackend> {
  const wasmPaths = new URL('wasm/', globalThis.location.href).href;
  return selectBackend({ prefer: ['wasm', 'cpu'], wasmPaths });
}
