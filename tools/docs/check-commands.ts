/**
 * Every command that a document names exists: `npm run` scripts, in the workspace or in what the scaffolder
 * makes; the steps of `npm test`; and the commands of `sora`, with their arguments and options.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { parseCommand } from '../../packages/cli/src/cli/parse.ts';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { steps } from '../check/steps.ts';
import { shellCommands } from './shell-lines.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const manifests = globSync(
  ['package.json', 'packages/*/package.json', 'packages/create-particle/templates/*/_package.json'],
  {
    cwd: root,
  },
);
const scripts = new Set(
  manifests.flatMap((path) =>
    Object.keys((JSON.parse(read(path)) as { scripts?: object }).scripts ?? {}),
  ),
);
/** What is wrong with a command, if anything. */
function problemOf([program = '', ...rest]: readonly string[]): string | undefined {
  if (program === 'npx') return problemOf(rest);
  if (program === 'npm') return problemOfNpm(rest);
  return program === 'sora' ? problemOfSora(rest) : undefined;
}

function problemOfNpm([verb, ...rest]: readonly string[]): string | undefined {
  const extra = rest.slice(rest.indexOf('--') + 1);
  if (verb === 'test' && rest.includes('--')) {
    const unknown = extra.filter((name) => !steps.some((step) => step.name === name));
    return unknown.length > 0 ? `no step is called ${unknown.join(', ')}` : undefined;
  }
  const [script] = rest.filter((word) => !word.startsWith('-'));
  if (verb !== 'run' || script === undefined) return undefined;
  if (script === 'sora' && rest.includes('--')) return problemOfSora(extra);
  return scripts.has(script) ? undefined : `no package.json has a script '${script}'`;
}

function problemOfSora([name, ...args]: readonly string[]): string | undefined {
  // `sora --help`, `sora <command>`, and JSON with a field of that name.
  if (name === undefined || !/^[a-z]/.test(name)) return undefined;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return `sora has no command '${name}'`;
  const parsed = parseCommand(command, args);
  // Named in passing, without its arguments.
  return 'misuse' in parsed && args.length > 0 ? parsed.misuse : undefined;
}

const documents = globSync(['*.md', 'docs/**/*.md', 'packages/**/*.md'], {
  cwd: root,
  ignore: ['**/node_modules/**', 'docs/site/**', '**/CHANGELOG.md'],
});
const found = documents.flatMap((file) => shellCommands(file, read(file)));
const problems = found.flatMap(({ file, line, words }) => {
  const problem = problemOf(words);
  return problem === undefined ? [] : [`${file}:${line}: ${words.join(' ')}: ${problem}`];
});
for (const problem of problems) console.error(problem);
console.log(`${found.length} commands, ${problems.length} problems`);
process.exitCode = found.length > 0 && problems.length === 0 ? 0 : 1;
