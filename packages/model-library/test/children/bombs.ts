/**
 * Loads artefacts that claim to be huge, each in its own way, and prints by how many bytes the highest
 * memory of this process grew, how many were refused and how long the slowest took.
 */
import '@tensorflow/tfjs-backend-cpu';
import { argv, resourceUsage, stdout } from 'node:process';
import { isParticleError } from '@sora-particles/combinator-core';
import { createLibrary, parseSafetensors } from '@sora-particles/model-library';
import { setBackend } from '@tensorflow/tfjs-core';
import {
  bytesOf,
  manifestOf,
  savedFiles,
  storeOf,
  withManifest,
  withWeights,
  type Files,
} from '../support/artefact.ts';
import { registry } from '../support/model.ts';
import { seeded } from '../support/scale.ts';

const next = seeded(3);
const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
const SIZES = [
  2 ** 16,
  2 ** 20,
  2 ** 26,
  2 ** 28,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 40,
  2 ** 53 - 1,
];
const shape = (): number[] => Array.from({ length: 1 + Math.floor(next() * 6) }, () => pick(SIZES));

function header(json: string, length: bigint): Uint8Array {
  const file = new Uint8Array(8 + json.length);
  new DataView(file.buffer).setBigUint64(0, length, true);
  file.set(bytesOf(json), 8);
  return file;
}

const BOMBS: readonly ((files: Files) => Files)[] = [
  // A tensor with a huge shape, the sizes of the files being left or made to fit.
  (files) => {
    const manifest = manifestOf(files);
    pick(manifest.tensors).shape = shape();
    return withManifest(files, manifest);
  },
  (files) => {
    const manifest = manifestOf(files);
    const tensor = pick(manifest.tensors);
    tensor.shape = [pick(SIZES)];
    const entry = manifest.files.find(({ sha256 }) => sha256 === tensor.file);
    if (entry) entry.bytes = 4 * tensor.shape[0]! + 10_000;
    return withManifest(files, manifest);
  },
  // Files that claim to be huge.
  (files) => {
    const manifest = manifestOf(files);
    pick(manifest.files).bytes = pick(SIZES);
    return withManifest(files, manifest);
  },
  // Layers of huge size.
  (files) => {
    const manifest = manifestOf(files);
    const layer = pick(manifest.particle.nodes.filter(({ config }) => 'units' in config));
    layer.config['units'] = pick(SIZES);
    return withManifest(files, manifest);
  },
  // Headers that claim to be huge, or tensors in them that do.
  (files) => withWeights(files, 0, header('{}', BigInt(pick(SIZES)))),
  (files) => withWeights(files, 0, header('{}', 2n ** 64n - BigInt(pick(SIZES)))),
  (files) => {
    const [size, end] = [shape(), pick(SIZES)];
    const json = `{"a":{"dtype":"F32","shape":[${size.join()}],"data_offsets":[0,${end}]}}`;
    return withWeights(files, 0, header(json, BigInt(json.length)));
  },
];

async function main(): Promise<void> {
  await setBackend('cpu');
  const files = await savedFiles();
  const load = (forged: Files): Promise<unknown> =>
    createLibrary(storeOf(forged)).load('m', { registry, maxBytes: Number.MAX_SAFE_INTEGER });
  await load(files);
  const count = Number(argv[2]);
  const before = resourceUsage().maxRSS;
  let refused = 0;
  let slowest = 0;
  for (let i = 0; i < count; i++) {
    const forged = pick(BOMBS)(files);
    const begin = performance.now();
    try {
      await load(forged);
    } catch (error) {
      if (!isParticleError(error)) throw error;
      refused++;
    }
    for (const [path, bytes] of forged) {
      if (path.endsWith('.safetensors') && !files.has(path)) {
        try {
          parseSafetensors(bytes, path);
        } catch (error) {
          if (!isParticleError(error)) throw error;
        }
      }
    }
    slowest = Math.max(slowest, performance.now() - begin);
  }
  const grown = (resourceUsage().maxRSS - before) * 1024;
  stdout.write(JSON.stringify({ grown, refused, slowest }));
}

main().catch((error: unknown) => stdout.write(String(error)));
