import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { checkOn } from '../src/check-native.ts';
import type { SetUpNativeOptions } from '../src/options.ts';
import { setUpOn } from '../src/set-up-native.ts';
import { makeWorld, scripts, type World } from './fakes/world.ts';

// Each runs a dozen processes.
jest.setTimeout(60_000);

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => {
  rmSync(world.folder, { recursive: true, force: true });
});

const setUp = (more: SetUpNativeOptions = {}) => {
  const { machine, project, cache } = world;
  return setUpOn(machine, { project, cache, ...more });
};
const halfDone = () =>
  readdirSync(join(world.cache, 'native')).filter((name) => /partial|lock/.test(name));

/** Lets a command hang, and gives the process that does once it has begun. */
function hang(command: string): () => Promise<number> {
  const file = join(world.folder, 'pid');
  world.command(
    command,
    `if (args.includes('--version')) process.exit(0);
require('fs').writeFileSync(${JSON.stringify(`${file}.new`)}, String(process.pid));
require('fs').renameSync(${JSON.stringify(`${file}.new`)}, ${JSON.stringify(file)});
setInterval(() => 0, 1000);`,
  );
  return async () => {
    while (!existsSync(file)) await pause(20);
    return Number(readFileSync(file, 'utf8'));
  };
}

function isRunning(pid: number): boolean {
  try {
    // A process that has ended may still wait for its parent to notice.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') === false;
  } catch {
    return false;
  }
}

/** The program of test/children, in one file. */
function program(): string {
  const outfile = join(world.folder, 'set-up.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'children/set-up.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    conditions: ['@sora-particles/source', 'require'],
    mainFields: ['main'],
  });
  return outfile;
}

describe.each([['npm'], ['pip'], ['g++']] as const)('in the middle of %s', (command) => {
  test('it can be stopped: it ends at once and that command with it; the next one works', async () => {
    const begun = hang(command);
    const controller = new AbortController();
    const stopped = expect(setUp({ signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    const pid = await begun();
    controller.abort();
    await stopped;
    expect(isRunning(pid)).toBe(false);
    expect(halfDone()).toEqual([]);
    const { project, cache } = world;
    expect((await checkOn(world.machine, { project, cache })).ready).toBe(false);
    world.command(command, scripts[command]);
    expect((await setUp()).how).toBe('wheel');
  });

  test('it can be killed: the next one works and tidies up', async () => {
    const begun = hang(command);
    const child = spawn(process.execPath, [program(), JSON.stringify(world)]);
    const closed = once(child, 'exit');
    const pid = await begun();
    child.kill('SIGKILL');
    await closed;
    process.kill(pid, 'SIGKILL');
    expect(halfDone()).toContain('lock');
    world.command(command, scripts[command]);
    expect((await setUp()).how).toBe('wheel');
    expect(halfDone()).toEqual([]);
  });
});
