/**
 * Saves (first argument `save`) or loads a model of 24 MB, and prints by how many bytes the highest
 * memory of this process grew.
 */
import '@tensorflow/tfjs-backend-cpu';
import { argv, resourceUsage, stdout } from 'node:process';
import { chain, initialize } from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { registry } from '../support/model.ts';

const [, , what, folder = ''] = argv;

async function main(): Promise<void> {
  await setBackend('cpu');
  const library = createLibrary(fileStore(folder));
  const particle = chain([
    input({ shape: ['batch', 2000], dtype: 'float32' }),
    dense({ units: 3000, kernelInitializer: 'zeros' }),
  ]);
  const variables = what === 'save' ? initialize(particle, { seed: 1 }) : {};
  const before = resourceUsage().maxRSS;
  if (what === 'save') await library.save('m', { particle, variables });
  else await library.load('m', { registry });
  stdout.write(String((resourceUsage().maxRSS - before) * 1024));
}

main().catch((error: unknown) => stdout.write(String(error)));
