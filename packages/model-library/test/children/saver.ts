/**
 * Saves versions until it is killed. Says `ready` when it begins, and `saved <version> <value>` after
 * each save that was acknowledged: all weights of that version have that value.
 */
import '@tensorflow/tfjs-backend-cpu';
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { chain } from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { fill, setBackend } from '@tensorflow/tfjs-core';

const [, , folder = '', first = '0'] = argv;

async function main(): Promise<void> {
  await setBackend('cpu');
  const particle = chain([
    input({ shape: ['batch', 64], dtype: 'float32' }),
    dense({ units: 32, useBias: false, name: 'layer' }),
  ]);
  const library = createLibrary(fileStore(folder));
  // Not through a stream: what was said must be in the pipe when the process dies.
  writeSync(1, 'ready\n');
  for (let value = Number(first); ; value++) {
    const variables = { 'layer/kernel': { value: fill([64, 32], value), trainable: true } };
    const version = await library.save('m', { particle, variables });
    writeSync(1, `saved ${version} ${value}\n`);
  }
}

main().catch((error: unknown) => writeSync(1, `failed ${String(error)}\n`));
