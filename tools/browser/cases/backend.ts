import { selectBackend } from '@sora-particles/backend';
import { isParticleError } from '@sora-particles/combinator-core';
import { sum, tensor } from '@tensorflow/tfjs-core';
import type { Case } from '../case.ts';
import { WASM_PATHS } from '../wasm-paths.ts';

const isPage = 'location' in globalThis;
const served = isPage ? { wasmPaths: WASM_PATHS } : {};

/** The choice of a backend, in a page of its own each, as it can be made only once. */
export const backendCases: readonly Case[] = [
  {
    name: 'selectBackend: wasm before cpu',
    run: async () => {
      const { name, description, tried } = await selectBackend({
        prefer: ['wasm', 'cpu'],
        ...served,
      });
      return { name, description, tried, sum: sumHere() };
    },
  },
  {
    name: 'selectBackend: cpu, where that is asked for',
    run: async () => {
      const { name, description, tried } = await selectBackend({ prefer: 'cpu' });
      return { name, description, tried, sum: sumHere() };
    },
  },
  {
    name: 'selectBackend: wasm without being asked',
    expected: { name: 'wasm', tried: [], sum: 3 },
    run: async () => {
      const { name, tried } = await selectBackend({ wasmPaths: WASM_PATHS.slice(0, -1) });
      return { name, tried, sum: sumHere() };
    },
  },
  {
    name: 'selectBackend: threads in a page that is isolated',
    page: 'isolated',
    expected: {
      description: 'WebAssembly, SIMD, 2 threads (@tensorflow/tfjs-backend-wasm 4.22.0)',
      sum: 3,
    },
    run: async () => {
      const { description } = await selectBackend(served);
      return { description, sum: sumHere() };
    },
  },
  {
    name: 'selectBackend: cpu, where the .wasm files are not served',
    expected: {
      name: 'cpu',
      tried: [{ name: 'wasm', reason: "does not start: are its .wasm files at '/nowhere/'?" }],
      sum: 3,
    },
    run: async () => {
      const { name, tried } = await selectBackend({ wasmPaths: '/nowhere' });
      return { name, tried, sum: sumHere() };
    },
  },
  {
    name: 'selectBackend: cpu, where nobody says where the .wasm files are',
    expected: [
      { name: 'wasm', reason: 'does not start: where are its .wasm files? pass wasmPaths' },
    ],
    run: async () => (await selectBackend()).tried,
  },
  {
    name: 'selectBackend: no native backend in a page',
    expected: 'no backend is available: tensorflow needs Node',
    run: async () => {
      try {
        return await selectBackend({ prefer: 'tensorflow' });
      } catch (error) {
        return isParticleError(error, 'backend-missing') ? error.summary : String(error);
      }
    },
  },
];

/** Shows that the chosen backend computes. */
function sumHere(): number | undefined {
  const x = tensor([1, 2]);
  const y = sum(x);
  const [total] = y.dataSync();
  x.dispose();
  y.dispose();
  return total;
}
