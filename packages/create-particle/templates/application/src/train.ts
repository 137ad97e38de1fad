/** `npm run train`: trains on the files in `data`, and saves the model as the next version in `models`. */
import { selectBackend } from '@sora-particles/backend';
import { disposeVariables } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { progressBar } from '@sora-particles/optimizer/terminal';
import { loadExamples } from './data.ts';
import { learn } from './learn.ts';
import { MODEL } from './shape-reader.ts';

const { name, engine } = await selectBackend();
const { train, test } = await loadExamples('data');
console.log(`${train.x.length} files to train on, ${test.x.length} to test with; backend ${name}`);
const { particle, variables, accuracy } = await learn({
  ...{ train, test, engine, epochs: 40 },
  onEvent: progressBar(),
});
const version = await createLibrary(fileStore('models')).save(MODEL, {
  particle,
  variables,
  card: { description: 'Tells drawn shapes apart.', metrics: { accuracy } },
});
console.log(`${(accuracy * 100).toFixed(0)} % of the test files right`);
console.log(`saved as version ${version} of '${MODEL}' in models`);
disposeVariables(variables);
engine.dispose();
