/**
 * `npm run test:native`: sets the native backend up where that is possible, and runs the tests that need
 * it. Ends with how many passed; where there can be no native backend, it says why and counts nothing.
 *
 *     npm run test:native                      everything
 *     npm run test:native -- packages/backend  only these files
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const results = resolve(root, 'coverage/jest-native.json');

function node(args: readonly string[]): number {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status ?? 1;
}

function end(passed: number, failed: number): never {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

const sources = ['--conditions=@sora-particles/source', '--import', 'tsx'];
/** What this machine lacks, rather than what is broken. */
const LACKS = ['tool-missing', 'download-failed', 'platform-unsupported'];

const setUp = spawnSync(
  process.execPath,
  [...sources, 'packages/native-setup/src/bin.ts', '--json'],
  {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
if (setUp.status !== 0) {
  const { error } = JSON.parse(setUp.stdout || '{}') as { error?: { code: string } };
  if (!LACKS.includes(error?.code ?? '')) end(0, 1);
  console.log('skipped: the native backend cannot be set up here, for the reason above');
  end(0, 0);
}
mkdirSync(resolve(results, '..'), { recursive: true });
rmSync(results, { force: true });
const status = node([
  'node_modules/jest/bin/jest.js',
  ...['-c', 'jest.native.config.cjs', '--json', `--outputFile=${results}`, '--silent'],
  ...process.argv.slice(2),
]);
const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
  readFileSync(results, 'utf8'),
) as Record<string, number>;
const failed = (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0);
end(numPassedTests ?? 0, status !== 0 && failed === 0 ? 1 : failed);
