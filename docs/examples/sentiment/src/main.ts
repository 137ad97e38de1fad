/** Teaches a classifier opinions, tests it, saves it, has a second process use it, and shows which words decided. */
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  answerTexts,
  readTextOptions,
  runMain,
  runTextClassifier,
  savedModel,
} from '@sora-particles/example-kit';
import { paintLine, paintPage } from './paint.ts';
import { type Explained, weighWords } from './saliency.ts';
import { sentiment } from './sentiment.ts';

const SHOWN = [
  'The battery is great, but the screen broke after a week.',
  'Not a single good idea in two hours of film.',
  'Friendly staff, wonderful food. We will be back!',
];

await runMain(async (signal) => {
  const options = readTextOptions(process.argv, {
    command: 'npm run sentiment',
    about: 'Teaches a classifier opinions, tests it, saves it, and shows which words decided.',
    epochs: 8,
    out: relative(process.cwd(), join(import.meta.dirname, '../out')),
  });
  if (options === undefined) return;
  const figures = await runTextClassifier(sentiment, options, signal);
  if (signal.aborted) return;
  const model = figures?.model ?? (await savedModel(sentiment.name, options.out));
  const texts = options.texts.length > 0 ? options.texts : SHOWN;
  const explained: Explained[] = [];
  const ask = (asked: readonly string[]) => answerTexts(model, asked, signal);
  for (const text of texts) explained.push(await weighWords(text, ask, 'good'));
  console.log('\nWhich words decided:');
  const hasColours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  for (const each of explained) console.log(`  ${paintLine(each, hasColours)}`);
  const page = join(resolve(options.out), 'words.html');
  await writeFile(page, paintPage(explained));
  console.log(`\nThe same as a page: ${pathToFileURL(page).href}`);
});
