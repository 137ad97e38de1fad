/**
 * The second process: knows nothing of the training. It loads the model from its library, is given texts on its
 * standard input, and translates them.
 *
 * Arguments: the folder of the library, the version. Input and output: JSON, a list of texts.
 */
import { text } from 'node:stream/consumers';
import { selectBackend } from '@sora-particles/backend';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { answer } from './answer.ts';
import { exampleRegistry, MODEL } from './particles.ts';

const [folder = '', version = ''] = process.argv.slice(2);
const texts = JSON.parse(await text(process.stdin)) as string[];

const { engine } = await selectBackend({ prefer: ['wasm', 'cpu'] });
const { particle, variables } = await createLibrary(fileStore(folder)).load(MODEL, {
  registry: exampleRegistry(),
  version: Number(version),
});
process.stdout.write(JSON.stringify(await answer(particle, variables, texts)));
engine.dispose();
