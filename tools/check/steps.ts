/** One check of `npm test`. */
export interface Step {
  name: string;
  /** The command line, run in the repository's root with node_modules/.bin on the path. */
  command: string;
  /** Steps that must have passed before this one makes sense. */
  needs?: string[];
  /** Where jest writes its results, so that each test counts. */
  results?: string;
}

const sources = 'tsx --conditions=@sora-particles/source';

/** Everything that `npm test` checks, in order: what fails soonest and is cheapest comes first. */
export const steps: Step[] = [
  { name: 'generate', command: 'npm run generate --silent' },
  { name: 'format', command: 'prettier --check --log-level warn .' },
  {
    name: 'types',
    command: 'node node_modules/typescript-7/bin/tsc -p tsconfig.json',
    needs: ['generate'],
  },
  { name: 'lint', command: 'eslint .', needs: ['generate'] },
  { name: 'boundaries', command: 'depcruise --output-type err packages docs/examples' },
  { name: 'boundaries self-test', command: 'tsx tools/boundaries/self-test.ts' },
  {
    name: 'tests',
    command: 'jest --silent --json --outputFile=coverage/jest.json',
    needs: ['generate'],
    results: 'coverage/jest.json',
  },
  {
    name: 'examples in the docs',
    command: `${sources} tools/docs/run-examples.ts`,
    needs: ['generate'],
  },
  {
    name: 'particle metadata',
    command: `${sources} tools/metadata/describe.ts --check`,
    needs: ['generate'],
  },
  { name: 'type budget', command: `${sources} tools/type-budget/check.ts`, needs: ['generate'] },
  { name: 'build', command: 'nx run-many -t build --output-style=static', needs: ['generate'] },
  { name: 'package quality', command: 'tsx tools/packages/check-quality.ts', needs: ['build'] },
  { name: 'package install', command: 'tsx tools/packages/check-install.ts', needs: ['build'] },
  {
    name: 'package size',
    command: 'tsx tools/packages/check-budgets.ts && size-limit --silent',
    needs: ['build'],
  },
  { name: 'unused code', command: 'knip' },
  // Builds it; fails where a public name has no docstring, or a {@link} leads nowhere.
  { name: 'docs site', command: 'tsx tools/docs/site/build.ts', needs: ['generate', 'build'] },
  {
    name: 'docs site complete',
    command: 'tsx tools/docs/site/check.ts',
    needs: ['docs site'],
  },
  { name: 'docs commands', command: `${sources} tools/docs/check-commands.ts` },
  { name: 'docs links', command: 'remark . --frail --quiet --no-stdout' },
  { name: 'READMEs', command: 'tsx tools/docs/check-readmes.ts' },
];
