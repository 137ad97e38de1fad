/**
 * `npm test`: runs every check, tells the time that each took, and ends with how many passed. A test of
 * jest counts as one, and so does every other step.
 *
 *     npm test                 everything
 *     npm test -- lint tests   only these steps
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { steps, type Step } from './steps.ts';

const root = resolve(import.meta.dirname, '../..');
const environment = {
  ...process.env,
  PATH: [resolve(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
};

interface Outcome {
  passed: number;
  failed: number;
}

/** How many tests of jest passed and failed; a test file that could not even start is one failure. */
function jestOutcome(file: string): Outcome {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(resolve(root, file), 'utf8'),
  ) as Record<string, number>;
  return {
    passed: numPassedTests ?? 0,
    failed: (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0),
  };
}

function run({ name, command, results }: Step): Outcome {
  if (results !== undefined) {
    mkdirSync(resolve(root, results, '..'), { recursive: true });
    rmSync(resolve(root, results), { force: true });
  }
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    cwd: root,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const ok = status === 0;
  let outcome: Outcome = ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (results !== undefined) {
    try {
      outcome = jestOutcome(results);
      // Red without a failed test: jest itself failed.
      if (!ok && outcome.failed === 0) outcome.failed = 1;
    } catch {
      outcome = { passed: 0, failed: 1 };
    }
  }
  const count =
    results === undefined ? '' : ` (${outcome.passed} passed, ${outcome.failed} failed)`;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}${count}, ${seconds} s`);
  if (!ok) console.log(`\n$ ${command}\n${stdout}${stderr}\n`);
  return outcome;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `no such step: ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}`,
  );
  process.exit(2);
}
const total: Outcome = { passed: 0, failed: 0 };
const failed = new Set<string>();
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const missing = step.needs?.filter((name) => failed.has(name)) ?? [];
  if (missing.length > 0)
    console.log(`FAILED ${step.name}: not run, as it needs ${missing.join(', ')}`);
  const outcome = missing.length > 0 ? { passed: 0, failed: 1 } : run(step);
  if (outcome.failed > 0) failed.add(step.name);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
}
if (failed.size > 0) console.log(`\nfailed: ${[...failed].join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
