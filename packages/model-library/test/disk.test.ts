import { disposeVariables } from '@sora-particles/combinator-core';
import { createLibrary, type Library } from '@sora-particles/model-library';
import {
  type FileSystem,
  fileStore,
  nodeFileSystem,
  type Processes,
} from '@sora-particles/model-library/node';
import { codeOf } from './support/codes.ts';
import { interceptedFileSystem, systemError } from './support/faulty-file-system.ts';
import { newFolder } from './support/folders.ts';
import { numbersOf, registry, smallModel } from './support/model.ts';
import { LONG, scaled, seconds, seeded } from './support/scale.ts';
import { SimulatedDisk } from './support/simulated-disk.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const TIME = seconds(300, 24 * 3600);
const models = [1, 2, 3].map(smallModel);
const numbers = models.map(({ variables }) => JSON.stringify(numbersOf(variables)));

/** Each computer that starts after a power cut has processes of its own: none of before lives. */
function booted(boot: number): Processes {
  const self = { host: 'here', pid: 1, started: String(boot) };
  return {
    self: () => Promise.resolve(self),
    isAlive: (other) => Promise.resolve(other.started === self.started),
  };
}

const libraryOn = (fileSystem: FileSystem, folder = '/models', boot = 0): Library =>
  createLibrary(fileStore(folder, { fileSystem, processes: booted(boot) }));

/** Which of the models each complete version is; fails the test for one that is torn. */
async function contents(library: Library): Promise<Record<number, number>> {
  const found: Record<number, number> = {};
  for (const version of await library.versions('m')) {
    const { variables } = await library.load('m', { registry, version });
    found[version] = numbers.indexOf(JSON.stringify(numbersOf(variables)));
    expect(found[version]).not.toBe(-1);
    disposeVariables(variables);
  }
  return found;
}

/** Runs an action again and again, the power being cut or a fault coming before another call each time. */
async function atEachCall(run: (call: number) => Promise<'done' | 'stopped'>): Promise<number> {
  for (let call = 0; ; call++) if ((await run(call)) === 'done') return call;
}

class PowerCut extends Error {}

/** Resolves when the action ends or the power is cut; what waits for the disk then waits for ever. */
async function untilPowerCut(
  fs: FileSystem,
  at: number,
  action: (fs: FileSystem) => Promise<void>,
): Promise<'done' | 'stopped'> {
  return new Promise((resolve, reject) => {
    let cut = false;
    const before = (number: number): void => {
      if (number === at) {
        cut = true;
        resolve('stopped');
      }
      if (cut) throw new PowerCut('no power');
    };
    action(interceptedFileSystem(fs, before)).then(
      () => resolve('done'),
      (error: unknown) => {
        if (!cut) reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

describe('a power cut before any call', () => {
  test(
    'while saving: what was acknowledged is there, what was not is whole or not there',
    async () => {
      const next = seeded(7);
      const calls = await atEachCall(async (call) => {
        let outcome: 'done' | 'stopped' = 'done';
        for (let cut = 0; cut < scaled(1, 200); cut++) {
          const disk = new SimulatedDisk();
          const acknowledged: number[] = [];
          outcome = await untilPowerCut(disk.fileSystem, call, async (fs) => {
            for (const model of models) acknowledged.push(await libraryOn(fs).save('m', model));
          });
          const library = libraryOn(disk.afterPowerCut(next).fileSystem, '/models', 1);
          const found = await contents(library);
          for (const version of acknowledged) expect(found[version]).toBe(version - 1);
          expect(Object.keys(found).length).toBeLessThanOrEqual(acknowledged.length + 1);
          const version = await library.save('m', models[0]!);
          expect(await contents(library)).toEqual({ ...found, [version]: 0 });
        }
        return outcome;
      });
      expect(calls).toBeGreaterThan(100);
    },
    TIME,
  );

  test(
    'after a kill: files of the killed saver that were not flushed are not relied on',
    async () => {
      const next = seeded(8);
      await atEachCall(async (call) => {
        const disk = new SimulatedDisk();
        // The first saver is killed; the machine runs on, and a second one saves the same model.
        const outcome = await untilPowerCut(disk.fileSystem, call, async (fs) => {
          await libraryOn(fs).save('m', models[0]!);
        });
        const version = await libraryOn(disk.fileSystem, '/models', 1).save('m', models[0]!);
        for (let cut = 0; cut < scaled(4, 200); cut++) {
          const after = libraryOn(disk.afterPowerCut(next).fileSystem, '/models', 2);
          expect((await contents(after))[version]).toBe(0);
        }
        return outcome;
      });
    },
    TIME,
  );

  test(
    'while removing: each version is there or not, and others stay',
    async () => {
      const next = seeded(9);
      await atEachCall(async (call) => {
        const disk = new SimulatedDisk();
        for (const model of models) await libraryOn(disk.fileSystem).save('m', model);
        const outcome = await untilPowerCut(disk.fileSystem, call, (fs) =>
          libraryOn(fs).remove('m', { version: 2 }),
        );
        const library = libraryOn(disk.afterPowerCut(next).fileSystem, '/models', 1);
        const found = await contents(library);
        expect(found).toMatchObject({ 1: 0, 3: 2 });
        if (outcome === 'done') expect(found).toEqual({ 1: 0, 3: 2 });
        expect(await library.save('m', models[1]!)).toBe(4);
        return outcome;
      });
    },
    TIME,
  );
});

describe.each(['ENOSPC', 'EIO', 'EROFS', ...(LONG ? ['EACCES', 'EMFILE', 'EDQUOT'] : [])])(
  '%s',
  (code) => {
    describe.each([
      ['once', (number: number, at: number) => number === at],
      ['from then on', (number: number, at: number) => number >= at],
    ])('at any call, %s', (_, fails) => {
      test(
        'leaves the old versions or the new one too, and the next save works',
        async () => {
          await atEachCall(async (call) => {
            const disk = new SimulatedDisk();
            await libraryOn(disk.fileSystem).save('m', models[0]!);
            let failed = false;
            const faulty = interceptedFileSystem(disk.fileSystem, (number) => {
              if (!fails(number, call)) return;
              failed = true;
              throw systemError(code);
            });
            const result = await codeOf(() => libraryOn(faulty).save('m', models[1]!));
            expect(['nothing', 'store-failed']).toContain(result);
            // The process that met the fault has ended: another one goes on.
            const library = libraryOn(disk.fileSystem, '/models', 1);
            const found = await contents(library);
            expect([{ 1: 0 }, { 1: 0, 2: 1 }]).toContainEqual(found);
            if (result === 'nothing') expect(found).toEqual({ 1: 0, 2: 1 });
            const version = await library.save('m', models[2]!);
            expect(await contents(library)).toEqual({ ...found, [version]: 2 });
            return failed ? 'stopped' : 'done';
          });
        },
        TIME,
      );

      test('is a typed error while loading', async () => {
        const disk = new SimulatedDisk();
        await libraryOn(disk.fileSystem).save('m', models[0]!);
        await atEachCall(async (call) => {
          let failed = false;
          const faulty = interceptedFileSystem(disk.fileSystem, (number) => {
            if (!fails(number, call)) return;
            failed = true;
            throw systemError(code);
          });
          const result = await codeOf(async () => {
            disposeVariables((await libraryOn(faulty).load('m', { registry })).variables);
          });
          expect(result).toBe(failed ? 'store-failed' : 'nothing');
          return failed ? 'stopped' : 'done';
        });
      });
    });
  },
);

test('the same process saves again after a fault that passed', async () => {
  await atEachCall(async (call) => {
    const disk = new SimulatedDisk();
    let failed = false;
    let at = call;
    const library = libraryOn(
      interceptedFileSystem(disk.fileSystem, (number, name) => {
        if (number !== at) return;
        failed = true;
        at = -1;
        // A lock that could not be given back stays taken while this process lives, and says so.
        throw systemError(name === 'rename' ? 'EIO' : 'ENOSPC');
      }),
    );
    const result = await codeOf(() => library.save('m', models[0]!));
    expect(['nothing', 'store-failed']).toContain(result);
    at = -1;
    expect(['nothing', 'store-busy']).toContain(await codeOf(() => library.save('m', models[1]!)));
    return failed ? 'stopped' : 'done';
  });
});

test(
  'a fault on a real disk leaves the old or the new',
  async () => {
    const folder = await newFolder();
    await createLibrary(fileStore(folder)).save('m', models[0]!);
    let saved = 1;
    await atEachCall(async (call) => {
      let failed = false;
      const fileSystem = interceptedFileSystem(nodeFileSystem, (number) => {
        if (number !== call * 5) return;
        failed = true;
        throw systemError('EIO');
      });
      const result = await codeOf(() => libraryOn(fileSystem, folder, call).save('m', models[1]!));
      const found = Object.keys(await contents(createLibrary(fileStore(folder)))).length;
      expect(found).toBeGreaterThanOrEqual(result === 'nothing' ? saved + 1 : saved);
      expect(found).toBeLessThanOrEqual(saved + 1);
      saved = found;
      return failed ? 'stopped' : 'done';
    });
  },
  TIME,
);
