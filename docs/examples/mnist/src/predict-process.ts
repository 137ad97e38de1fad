/**
 * The second process: knows nothing of the training. It loads the model from its library, is given PNG
 * files on its standard input, and answers what they show.
 *
 * Arguments: the folder of the library, the version, the backend. Input: JSON, a list of files in
 * base64. Output: JSON, a list of `{ label, score }`.
 */
import { text } from 'node:stream/consumers';
import { selectBackend } from '@sora-particles/backend';
import { createModel } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { exampleRegistry, MODEL } from './registry.ts';

const [folder = '', version = '', backend = ''] = process.argv.slice(2);
const files = JSON.parse(await text(process.stdin)) as string[];

const { engine } = await selectBackend({ prefer: backend });
const library = createLibrary(fileStore(folder));
const loaded = await library.load(MODEL, {
  registry: exampleRegistry(),
  version: Number(version),
});
const model = createModel(loaded.particle, loaded.variables, { engine });
const answers = await model.predict(
  files.map((file) => new Uint8Array(Buffer.from(file, 'base64'))),
);
model.dispose();
process.stdout.write(JSON.stringify(answers));
