/**
 * Writes the files by which our packages of particles are found and understood without being run:
 * `particle.json` and the field `sora` of each, by `sora describe` as a third party would, and the JSON
 * Schemas in packages/cli/schemas.
 *
 *     npm run describe              write what is out of date
 *     npm run describe -- --check   only look; exit code 1 if something is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  compositionSchema,
  createTerminal,
  findPackages,
  main,
  packageSchema,
  particleSchema,
} from '@sora-particles/cli';
import { packages } from '../boundaries/kinds.mjs';

const onlyLook = process.argv.includes('--check');
const problems: string[] = [];

/** Runs a command of `sora`; gives its exit code and what it printed. */
async function sora(...argv: readonly string[]): Promise<{ code: number; text: string }> {
  const out = new PassThrough();
  const code = await main(argv, {
    terminal: createTerminal({ out, err: out, env: {} }),
    folder: process.cwd(),
    signal: new AbortController().signal,
    stdin: process.stdin,
  });
  out.end();
  const text = ((await out.toArray()) as Buffer[]).map(String).join('');
  return { code, text };
}

for (const { name, kind } of packages) {
  if (kind !== 'particle' && kind !== 'contract') continue;
  const { code, text } = await sora(
    'describe',
    join('packages', name),
    ...(onlyLook ? ['--check'] : []),
  );
  // A package that is only begun has none yet.
  if (text.includes('exports no kinds of its own')) continue;
  console.log(text.trimEnd());
  if (code !== 0) problems.push(`packages/${name}`);
}

const schemas = {
  composition: compositionSchema(),
  particle: particleSchema(),
  package: packageSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const path = join('packages/cli/schemas', `${name}.json`);
  const content = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (contentOf(path) === content) continue;
  if (onlyLook) problems.push(path);
  else writeFileSync(path, content);
}

const unusable = (await findPackages(process.cwd())).filter(({ problem }) => problem !== undefined);
for (const { name, problem } of unusable) problems.push(`${name}: ${problem?.message ?? ''}`);
for (const problem of problems) console.error(`out of date or wrong: ${problem}`);
if (problems.length > 0) console.error('run: npm run describe');
process.exitCode = problems.length === 0 ? 0 : 1;

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
