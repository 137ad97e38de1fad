/**
 * Keeps the cost of typed compositions in bounds. Measured is how many types the compiler instantiates,
 * which is the same on every machine, less what an empty program with the same imports costs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imports, program } from './program.ts';

/** The most that each program may cost. */
const budgets = [
  { chains: 1, steps: 20, limit: 45_000 },
  { chains: 50, steps: 20, limit: 1_300_000 },
];

const folder = '.cache/type-budget';

/** How many types the compiler instantiates for a program. */
function instantiations(name: string, source: string): number {
  const project = join(folder, name);
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'program.ts'), source);
  const options = { extends: '../../../tsconfig.base.json', compilerOptions: { noEmit: true } };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(options));
  const args = [
    'node_modules/typescript-7/bin/tsc',
    '-p',
    project,
    '--extendedDiagnostics',
    '--singleThreaded',
  ];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const count = /^Instantiations:\s+(\d+)/m.exec(stdout)?.[1];
  if (status !== 0 || count === undefined) throw new Error(`${name} does not compile:\n${stdout}`);
  return Number(count);
}

rmSync(folder, { recursive: true, force: true });
// Without a value that it uses, the compiler would leave the imports alone.
const baseline = instantiations(
  'baseline',
  `${imports}\nexport { compose, dense, flatten, input, relu };\n`,
);
for (const { chains, steps, limit } of budgets) {
  const cost = instantiations(`${chains}x${steps}`, program(chains, steps)) - baseline;
  const verdict = cost <= limit ? 'within' : 'OVER';
  console.log(
    `${chains} x ${steps} steps: ${cost} instantiations, ${verdict} the budget of ${limit}`,
  );
  if (cost > limit) process.exitCode = 1;
}
