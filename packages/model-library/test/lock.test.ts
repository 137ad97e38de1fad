import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Processes,
  type ProcessIdentity,
  fileStore,
} from '@sora-particles/model-library/node';
import { nodeProcesses } from '../src/node/processes.ts';
import { codeOf } from './support/codes.ts';
import { newFolder } from './support/folders.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

/** Processes of which the test decides which live. */
function fakeProcesses(): { as: (pid: number) => Processes; kill: (pid: number) => void } {
  const dead = new Set<number>();
  return {
    as: (pid) => ({
      self: () => Promise.resolve({ host: 'here', pid, started: '' }),
      isAlive: (other) => Promise.resolve(!dead.has(other.pid)),
    }),
    kill: (pid) => void dead.add(pid),
  };
}

describe('the lock of a fileStore', () => {
  test('is taken over from a process that died, and from no other', async () => {
    const folder = await newFolder();
    const { as, kill } = fakeProcesses();
    await fileStore(folder, { processes: as(1) }).lock('m');
    const second = fileStore(folder, { processes: as(2) });
    expect(await codeOf(() => second.lock('m'))).toBe('store-busy');
    kill(1);
    await second.lock('m');
    expect(await codeOf(() => fileStore(folder, { processes: as(3) }).lock('m'))).toBe(
      'store-busy',
    );
  });

  test('goes to one alone of many that find the same dead holder at once', async () => {
    for (let round = 0; round < 20; round++) {
      const folder = await newFolder();
      const { as, kill } = fakeProcesses();
      await fileStore(folder, { processes: as(1) }).lock('m');
      kill(1);
      const asked = await Promise.allSettled(
        [2, 3, 4, 5, 6, 7].map((pid) => fileStore(folder, { processes: as(pid) }).lock('m')),
      );
      expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
      for (const each of asked) {
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'store-busy' });
      }
    }
  });

  test('names the holder', async () => {
    const folder = await newFolder();
    const { as } = fakeProcesses();
    await fileStore(folder, { processes: as(41) }).lock('m');
    await expect(fileStore(folder, { processes: as(42) }).lock('m')).rejects.toMatchObject({
      code: 'store-busy',
      found: 'process 41 on here',
    });
  });

  test.each([
    ['empty', ''],
    ['cut off', '{"host":"here","pi'],
    ['of another shape', '{"host":"here","pid":"1","started":""}'],
    ['hostile', '{"__proto__":{"polluted":1},"host":"here","pid":1,"started":""}'],
    ['huge', 'x'.repeat(100_000)],
  ])('is free where a power cut left a holder that is %s', async (_, owner) => {
    const folder = await newFolder();
    await mkdir(join(folder, '.locks', 'm', '000000000007'), { recursive: true });
    await writeFile(join(folder, '.locks', 'm', '000000000007', 'owner.json'), owner);
    const lock = await fileStore(folder).lock('m');
    expect(await readdir(join(folder, '.locks', 'm'))).toEqual(['000000000008']);
    await lock.release();
  });

  test('keeps one small folder, however often it is taken', async () => {
    const folder = await newFolder();
    const store = fileStore(folder);
    for (let i = 0; i < 20; i++) await (await store.lock('m')).release();
    expect(await readdir(join(folder, '.locks', 'm'))).toEqual(['000000000020']);
  });
});

describe('processes', () => {
  test('this one lives, one of a number that is not in use does not', async () => {
    const self = await nodeProcesses.self();
    expect(await nodeProcesses.isAlive(self)).toBe(true);
    expect(await nodeProcesses.isAlive({ ...self, pid: 2 ** 30 })).toBe(false);
  });

  test.each<[string, Partial<ProcessIdentity>, boolean]>([
    [
      'on another machine counts as living: nobody can tell',
      { host: 'elsewhere', pid: 2 ** 30 },
      true,
    ],
    [
      'that started at another time is another one',
      { started: 'boot/1' },
      process.platform !== 'linux',
    ],
    ['of unknown start is taken for the same', { started: '' }, true],
  ])('one %s', async (_, change, alive) => {
    const self = await nodeProcesses.self();
    expect(await nodeProcesses.isAlive({ ...self, ...change })).toBe(alive);
  });
});
