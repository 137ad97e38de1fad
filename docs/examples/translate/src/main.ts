/** Trains a translator of interface texts, saves it, and has a second process translate with it. */
import { join, relative } from 'node:path';
import { readTextOptions, runMain, savedModel } from '@sora-particles/example-kit';
import { MODEL } from './particles.ts';
import { run } from './run.ts';
import { translateTexts } from './translate-texts.ts';

await runMain(async (signal) => {
  const options = readTextOptions(process.argv, {
    command: 'npm run translate',
    about: 'Trains a translator from English to French, scores it, saves it, loads it and uses it.',
    epochs: 30,
    out: relative(process.cwd(), join(import.meta.dirname, '../out')),
  });
  if (options === undefined) return;
  if (options.texts.length === 0) {
    await run(options, signal);
    return;
  }
  const model = await savedModel(MODEL, options.out);
  for (const line of await translateTexts(model, options.texts, signal)) console.log(line);
});
