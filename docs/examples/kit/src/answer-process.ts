/**
 * The second process: knows nothing of the training. It loads a model from its library, is given texts on its
 * standard input, and answers.
 *
 * Arguments: the folder of the library, the name of the model, its version. Input: JSON, a list of texts.
 * Output: JSON, a list of `{ label, score }`.
 */
import { text } from 'node:stream/consumers';
import { selectBackend } from '@sora-particles/backend';
import { createModel } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { textRegistry } from './registry.ts';

const [folder = '', name = '', version = ''] = process.argv.slice(2);
const texts = JSON.parse(await text(process.stdin)) as string[];

const { engine } = await selectBackend({ prefer: ['wasm', 'cpu'] });
const library = createLibrary(fileStore(folder));
const loaded = await library.load(name, { registry: textRegistry(), version: Number(version) });
const model = createModel(loaded.particle, loaded.variables, { engine });
const answers = await model.predict(texts);
model.dispose();
engine.dispose();
process.stdout.write(JSON.stringify(answers));
