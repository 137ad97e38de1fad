import { selectBackend } from '@sora-particles/backend';
import type { Contestant, Settings } from './contestant.ts';

/** A contestant in the list: it is loaded only in its own process. */
interface Listed {
  readonly name: string;
  /** Left out unless it is asked for by name. */
  readonly isOnRequest?: boolean;
  load(settings: Settings): Promise<Contestant>;
}

const native = () => selectBackend({ prefer: 'tensorflow' });
const wasm = () => selectBackend({ prefer: 'wasm' });

/**
 * Everything that runs in Node. A name says what and where: `sora-native`. With a number
 * behind it, so many workers; with `-eager`, what its engine is compared with.
 */
export const contestants: readonly Listed[] = [
  { name: 'sora-wasm', load: async () => (await sora())({ start: wasm, workers: 1 }) },
  { name: 'sora-wasm-2', load: async () => (await sora())({ start: wasm, workers: 2 }) },
  { name: 'sora-wasm-eager', load: async () => (await sora())({ start: wasm, eager: true }) },
  { name: 'sora-native', load: async () => (await sora())({ start: native }) },
  { name: 'sora-native-eager', load: async () => (await sora())({ start: native, eager: true }) },
  { name: 'layers-wasm', load: async () => (await import('./layers.ts')).layers('wasm') },
  { name: 'layers-native', load: async () => (await import('./layers.ts')).layers('tensorflow') },
  { name: 'composed', load: async () => (await import('./composed.ts')).composed() },
  {
    name: 'onnxruntime',
    load: async ({ onnxruntime }) => (await import('./onnxruntime.ts')).onnxRuntime(onnxruntime),
  },
  {
    name: 'sora-cpu',
    isOnRequest: true,
    load: async () =>
      (await sora())({ start: () => selectBackend({ prefer: 'cpu' }), eager: true }),
  },
];

async function sora() {
  return (await import('./sora.ts')).sora;
}
