import { resolve } from 'node:path';
import { selectBackend } from '@sora-particles/backend';
import { disposeVariables } from '@sora-particles/combinator-core';
import { type SavedModel, type TextOptions } from '@sora-particles/example-kit';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { loadPairs } from './data.ts';
import { MODEL } from './particles.ts';
import { scoreTable, scoreTranslations } from './score.ts';
import { train, type Trained } from './train.ts';
import { translateTexts } from './translate-texts.ts';

/** So many held-out texts are scored, and so many of them shown. */
const SCORED = 200;
const SHOWN = 8;

const say = (line: string): void => {
  console.log(line);
};

/** The run from start to end. */
export async function run(options: TextOptions, signal: AbortSignal): Promise<void> {
  const { backend: prefer, workers, seed, epochs, limit, out } = options;
  const backend = await selectBackend({ workers, ...(prefer !== undefined && { prefer }) });
  say(`Backend: ${backend.name} (${backend.description})`);
  const data = await loadPairs({ seed, maxWords: 12, limit });
  say(`Pairs: ${data.train.length} to train on, ${data.test.length} held out (seed ${seed})`);
  const trained = await train({ pairs: data.train, engine: backend.engine, epochs, seed, signal });
  backend.engine.dispose();
  const model = await save(trained, resolve(out, 'library'));
  disposeVariables(trained.variables);
  say(`Saved as version ${model.version} of '${model.name}' in ${model.library}`);
  if (trained.stopReason === 'aborted') {
    say('Stopped: what was trained so far is saved; run it again to train anew.');
    return;
  }
  const test = data.test.slice(0, SCORED);
  const sources = test.map(({ source }) => source);
  const answers = await translateTexts(model, sources, signal);
  say(`Scores on ${test.length} texts that it has not seen:`);
  for (const line of scoreTable(scoreTranslations({ train: data.train, test }, answers))) say(line);
  say('A second process loaded it and translated them, for example:');
  test.slice(0, SHOWN).forEach(({ source, target }, i) => {
    say(`  ${source}\n    model:  ${answers[i] ?? ''}\n    people: ${target}`);
  });
}

async function save(
  { particle, variables, stopReason, step }: Trained,
  library: string,
): Promise<SavedModel> {
  const version = await createLibrary(fileStore(library)).save(MODEL, {
    particle,
    variables,
    card: {
      name: 'English to French interface texts',
      description: `${stopReason} after ${step} steps.`,
      license: 'Apache-2.0',
    },
  });
  return { library, name: MODEL, version };
}
