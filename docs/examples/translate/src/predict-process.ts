/**
 * The second process: knows nothing of the training. It loads the newest model from the library whose folder
 * it is given, and prints the translations of the texts that follow, as a JSON list.
 */
import { selectBackend } from '@sora-particles/backend';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { answer } from './answer.ts';
import { exampleRegistry, MODEL } from './particles.ts';

const [folder = '', ...texts] = process.argv.slice(2);
const { engine } = await selectBackend({ prefer: ['wasm', 'cpu'] });
const { particle, variables } = await createLibrary(fileStore(folder)).load(MODEL, {
  registry: exampleRegistry(),
});
process.stdout.write(JSON.stringify(await answer(particle, variables, texts)));
engine.dispose();
