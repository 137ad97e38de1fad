import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { checkOn } from '../src/check-native.ts';
import type { SetUpNativeOptions } from '../src/options.ts';
import { setUpOn } from '../src/set-up-native.ts';
import { fullDisk, storing } from '../src/system/failure.ts';
import { makeWorld, scripts, type World } from './fakes/world.ts';

// Each runs a dozen processes.
jest.setTimeout(60_000);

let world: World;
beforeEach(() => {
  // A header that is larger than the limit below.
  world = makeWorld({ 'tensorflow/include/tensorflow/c/large.h': '/'.repeat(300_000) });
});
afterEach(() => {
  rmSync(world.folder, { recursive: true, force: true });
});

const setUp = (more: SetUpNativeOptions = {}) => {
  const { machine, project, cache } = world;
  return setUpOn(machine, { project, cache, ...more });
};

/** No lock, nothing half-done, a package that does not pretend to work; and then all can be repaired. */
async function expectNothingHalfDone(): Promise<void> {
  const { machine, project, cache } = world;
  const native = join(cache, 'native');
  const left = existsSync(native) ? readdirSync(native) : [];
  expect(left.filter((name) => /partial|lock/.test(name))).toEqual([]);
  expect((await checkOn(machine, { project, cache })).ready).toBe(false);
  for (const [name, script] of Object.entries(scripts)) world.command(name, script);
  expect((await setUp()).how).toBe('wheel');
}

/** Sets up in a process that may not write files of more than 100 kB. */
async function setUpHeldShort(options: SetUpNativeOptions): Promise<Record<string, unknown>> {
  const outfile = join(world.folder, 'set-up.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'children/set-up.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    conditions: ['@sora-particles/source', 'require'],
    mainFields: ['main'],
  });
  const args = [process.execPath, outfile, JSON.stringify(world), JSON.stringify(options)];
  const command = ['-c', 'ulimit -f 100 && exec "$@"', 'bash', ...args];
  const failed = promisify(execFile)('bash', command).then(
    () => ({ stdout: '{}' }),
    (error: unknown) => error as { stdout: string },
  );
  return JSON.parse((await failed).stdout) as Record<string, unknown>;
}

test('where a file of the wheel cannot be written, the space needed is told, and nothing stays', async () => {
  const error = await setUpHeldShort({ wheel: world.wheel });
  expect(error).toMatchObject({
    code: 'store-failed',
    expected: '1 kB free',
    remedy: expect.stringContaining('ulimit') as string,
  });
  expect(error['message']).toContain('cannot write: EFBIG');
  await expectNothingHalfDone();
});

const complains = (text: string) =>
  `if (args.includes('--version')) { console.log('1.0'); process.exit(0); }
process.stderr.write(${JSON.stringify(`${text}\n`)});
process.exit(1);`;

test.each([
  ['npm', 'npm error nospc ENOSPC: no space left on device, write', '300 MB free'],
  ['pip', 'ERROR: Could not install packages: [Errno 28] No space left on device', '302 kB free'],
  ['g++', 'fatal error: error writing to /tmp/cc.s: No space left on device', '10 MB free'],
] as const)('where %s finds the disk full, so it is with that', async (command, text, expected) => {
  world.command(command, complains(text));
  await expect(setUp()).rejects.toMatchObject({
    code: 'store-failed',
    expected,
    found: text,
    remedy: expect.stringContaining('make room') as string,
  });
  await expectNothingHalfDone();
});

test('half of a package that npm could not write is taken away', async () => {
  world.command(
    'npm',
    `${scripts.npm}\nprocess.stderr.write('ENOSPC: no space left on device');\nprocess.exit(1);`,
  );
  await expect(setUp()).rejects.toMatchObject({ code: 'store-failed' });
  expect(existsSync(world.package)).toBe(false);
  await expectNothingHalfDone();
});

test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('%s tells the space that is needed', async (code) => {
  const fails = () => Promise.reject(Object.assign(new Error(`${code}: full`), { code }));
  await expect(storing('/cache', fails, 855e6)).rejects.toMatchObject({
    code: 'store-failed',
    path: '/cache',
    expected: '855 MB free',
  });
});

test('other errors of a command are no full disk', () => {
  expect(fullDisk('error: expected ; before }', '/cache', 1)).toBeUndefined();
});
