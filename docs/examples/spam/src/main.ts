/** Teaches a classifier which mails are spam, tests it, saves it, and has a second process use it. */
import { join, relative } from 'node:path';
import { readTextOptions, runMain, runTextClassifier } from '@sora-particles/example-kit';
import { spam } from './spam.ts';

await runMain(async (signal) => {
  const options = readTextOptions(process.argv, {
    command: 'npm run spam',
    about: 'Teaches a classifier which mails are spam, tests it, saves it, loads it and uses it.',
    epochs: 6,
    out: relative(process.cwd(), join(import.meta.dirname, '../out')),
  });
  if (options !== undefined) await runTextClassifier(spam, options, signal);
});
