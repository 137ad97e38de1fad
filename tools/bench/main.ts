/** `npm run bench`: Sora Particles and others side by side. See docs/benchmarks.md for its tables. */
import { writeFile } from 'node:fs/promises';
import { BenchError } from './bench-error.ts';
import { readOptions, type Options } from './options.ts';
import { asMarkdown } from './report/markdown.ts';
import { asText } from './report/report.ts';
import { measure } from './run.ts';

const WRONG_USE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    console.error(`${error.message} (see --help)`);
    return WRONG_USE;
  }
  if (options === undefined) return 0;
  const results = await measure(options, (line) => {
    console.error(`... ${line}`);
  });
  const { json, markdown, date = new Date().toISOString().slice(0, 10) } = options;
  console.log(asText(results));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, undefined, 2)}\n`);
  if (markdown !== undefined) {
    const command = ['npm run bench', ...withDashes(process.argv.slice(2))].join(' ');
    await writeFile(markdown, await asMarkdown(results, { date, command }));
  }
  return 0;
}

function withDashes(words: readonly string[]): readonly string[] {
  return words.length > 0 ? ['--', ...words] : [];
}
