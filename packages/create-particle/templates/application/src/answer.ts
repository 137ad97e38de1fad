/** `npm run answer -- <image file>...`: loads the last model that was saved, and says what the files show. */
import { readFile } from 'node:fs/promises';
import { selectBackend } from '@sora-particles/backend';
import { createModel } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { MODEL, shapeReader, shapeRegistry } from './shape-reader.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run answer -- <image file>...');
  process.exit(2);
}
const { engine } = await selectBackend();
const library = createLibrary(fileStore('models'));
const { variables } = await library.load(MODEL, { registry: shapeRegistry() });
const model = createModel(shapeReader(), variables, { engine });
const answers = await model.predict(
  await Promise.all(files.map(async (file) => new Uint8Array(await readFile(file)))),
);
for (const [index, { label, score }] of answers.entries()) {
  console.log(`${files[index] ?? ''}: ${label} (${(score * 100).toFixed(0)} %)`);
}
model.dispose();
engine.dispose();
