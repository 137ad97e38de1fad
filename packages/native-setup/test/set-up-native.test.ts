import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkOn } from '../src/check-native.ts';
import type { Machine } from '../src/machine.ts';
import { setUpNative } from '../src/index.ts';
import type { SetUpNativeOptions } from '../src/options.ts';
import { setUpOn } from '../src/set-up-native.ts';
import { makeWorld, scripts, type World } from './fakes/world.ts';

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => {
  rmSync(world.folder, { recursive: true, force: true });
});

const setUp = (machine: Partial<Machine> = {}, more: SetUpNativeOptions = {}) => {
  const { project, cache } = world;
  return setUpOn({ ...world.machine, ...machine }, { project, cache, ...more });
};
const check = () => checkOn(world.machine, { project: world.project, cache: world.cache });
const cached = () => join(world.cache, 'native');
const libraries = () => {
  const name = readdirSync(cached()).find((entry) => /^tensorflow-cpu-[^-]+-[^-]+$/.test(entry));
  return join(cached(), name ?? 'none');
};
/** What a set-up that failed must leave: no lock, nothing half-done, a package that does not pretend to work. */
async function expectNothingHalfDone(): Promise<void> {
  const left = existsSync(cached()) ? readdirSync(cached()) : [];
  expect(left.filter((name) => /partial|lock/.test(name))).toEqual([]);
  expect((await check()).ready).toBe(false);
}

test('from nothing: npm, pip and the compiler in this order; nothing is asked, all is told', async () => {
  const notices: string[] = [];
  const result = await setUp({}, { onNotice: (notice) => notices.push(notice) });
  expect(result).toEqual({ how: 'wheel', folder: world.package, libtensorflow: '2.21.0' });
  expect(world.calls()).toEqual(['npm', 'pip', 'g++', 'g++']);
  expect(notices.join('\n')).toMatch(
    /installing.*\n.*host cannot be reached.*\ndownloading.*pip.*kB/,
  );
  expect(readFileSync(join(world.project, 'package.json'), 'utf8')).toBe('{}');
  expect(existsSync(join(libraries(), 'download'))).toBe(false);
  expect(existsSync(join(libraries(), 'include/tensorflow/c/c_api.h'))).toBe(true);
  expect(await check()).toMatchObject({ ready: true, libtensorflow: '2.21.0', cached: true });
});

test('what loads already is left alone', async () => {
  await setUp();
  const before = world.calls().length;
  expect((await setUp()).how).toBe('already-there');
  expect(world.calls().length).toBe(before);
});

test('a second project takes all from the cache, without a copy of the libraries', async () => {
  await setUp();
  rmSync(world.package, { recursive: true });
  world.command('pip', undefined);
  world.command('g++', undefined);
  expect((await setUp()).how).toBe('wheel');
  expect(world.calls()).toEqual(['npm', 'pip', 'g++', 'g++', 'npm']);
  const inode = (path: string) => statSync(path).ino;
  const name = 'libtensorflow_cc.so.2';
  expect(inode(join(world.package, 'deps/lib', name))).toBe(inode(join(libraries(), 'lib', name)));
});

test('a wheel that is there already needs no pip', async () => {
  world.command('pip', undefined);
  expect((await setUp({}, { wheel: world.wheel })).how).toBe('wheel');
});

test("the package's own download, where it works, is enough", async () => {
  await setUp();
  // As the real one: it calls a command of its dependencies, and downloads anew only where it is told to.
  const script = `
const { execSync } = require('child_process');
if (process.argv.slice(2).join() === 'cpu,download') execSync('node-pre-gyp install');`;
  const command = `#!${process.execPath}
const { mkdirSync, writeFileSync } = require('fs');
mkdirSync('lib/napi-v8', { recursive: true });
writeFileSync('lib/napi-v8/tfjs_binding.node', 'compiled');`;
  const file = join(world.project, 'node_modules/.bin/node-pre-gyp');
  world.write(join(world.package, 'scripts/install.js'), script);
  world.write(file, command);
  chmodSync(file, 0o755);
  rmSync(join(world.package, 'lib'), { recursive: true });
  // Elsewhere than on Linux it is tried in any case.
  expect((await setUp({ platform: 'darwin' })).how).toBe('own-download');
});

test('its own download that hangs is ended', async () => {
  await setUp();
  rmSync(join(world.package, 'lib'), { recursive: true });
  world.write(join(world.package, 'scripts/install.js'), 'setInterval(() => 0, 1000)');
  await expect(setUp({ platform: 'darwin', ownDownloadLimit: 500 })).rejects.toMatchObject({
    code: 'platform-unsupported',
  });
});

test.each([
  ['another system', { platform: 'darwin', arch: 'arm64', glibc: undefined }],
  ['another processor', { arch: 'arm64' }],
  ['another C library', { glibc: undefined }],
  ['an old C library', { glibc: '2.17' }],
])('%s gets a clear word', async (_, machine) => {
  await expect(setUp(machine)).rejects.toMatchObject({
    code: 'platform-unsupported',
    remedy: expect.stringContaining('wasm') as string,
  });
  await expectNothingHalfDone();
});

const isVersion = `if (args.includes('--version')) { console.log('it 1.0'); process.exit(0); }`;

test.each<[string, string, () => void, RegExp]>([
  [
    'no npm',
    'tool-missing',
    () => {
      world.command('npm', undefined);
    },
    /npm/,
  ],
  [
    'npm fails',
    'download-failed',
    () => {
      world.command('npm', 'console.error("E404"); process.exit(1)');
    },
    /E404/,
  ],
  [
    'no pip',
    'tool-missing',
    () => {
      world.command('pip', undefined);
    },
    /python3-pip/,
  ],
  [
    'pip fails',
    'download-failed',
    () => {
      world.command('pip', `${isVersion} console.error('no route'); process.exit(1)`);
    },
    /no route/,
  ],
  [
    'pip brings nothing',
    'download-failed',
    () => {
      world.command('pip', isVersion);
    },
    /cannot be read/,
  ],
  [
    'a truncated wheel',
    'checksum-mismatch',
    () => {
      writeFileSync(world.wheel, readFileSync(world.wheel).subarray(0, 99));
    },
    /99 bytes/,
  ],
  [
    'no compiler',
    'tool-missing',
    () => {
      world.command('g++', undefined);
    },
    /g\+\+/,
  ],
  [
    'a compiler that fails',
    'compile-failed',
    () => {
      world.command('g++', `${isVersion} console.error('bad code'); process.exit(1)`);
    },
    /bad code/,
  ],
  [
    'a compiler that writes nothing',
    'compile-failed',
    () => {
      world.command('g++', isVersion);
    },
    /wrote nothing/,
  ],
  [
    'a binding that does not load',
    'native-broken',
    () => {
      world.command('g++', scripts['g++'].replace("'compiled'", "'rubbish'"));
    },
    /broken binding/,
  ],
])('%s: %s, and nothing half-done', async (_, code, breakIt, message) => {
  breakIt();
  await expect(setUp()).rejects.toMatchObject({
    name: 'ParticleError',
    code,
    message: expect.stringMatching(message) as string,
  });
  await expectNothingHalfDone();
});

test('a full disk is told before anything is downloaded', async () => {
  await expect(setUp({ freeBytes: () => Promise.resolve(10) })).rejects.toMatchObject({
    code: 'store-failed',
    remedy: expect.stringContaining('--cache') as string,
  });
  expect(world.calls()).toEqual(['npm']);
  await expectNothingHalfDone();
});

test.each<[string, () => void]>([
  [
    'a binding that is gone',
    () => {
      rmSync(join(world.package, 'lib'), { recursive: true });
    },
  ],
  [
    'a library that is gone',
    () => {
      rmSync(join(world.package, 'deps/lib/libtensorflow_cc.so.2'));
    },
  ],
  [
    'half of a library',
    () => {
      writeFileSync(join(world.package, 'deps/lib/libtensorflow_cc.so.2'), 'cc');
    },
  ],
  [
    'a library with a wrong byte',
    () => {
      writeFileSync(join(world.package, 'deps/lib/libtensorflow_cc.so.2'), 'CC library');
    },
  ],
  [
    'an empty cache',
    () => {
      rmSync(world.cache, { recursive: true });
      rmSync(join(world.package, 'lib'), { recursive: true });
    },
  ],
  [
    'half of the cache',
    () => {
      rmSync(join(libraries(), 'lib'), { recursive: true });
      rmSync(join(world.package, 'lib'), { recursive: true });
    },
  ],
  [
    'a package without those that it needs',
    () => {
      writeFileSync(
        join(world.package, 'index.js'),
        'require("@tensorflow/tfjs-core-that-is-gone")',
      );
    },
  ],
  [
    'a package that npm left half-written',
    () => {
      writeFileSync(join(world.package, 'package.json'), '{');
    },
  ],
])('%s is repaired', async (_, breakIt) => {
  await setUp();
  breakIt();
  await setUp();
  expect((await check()).ready).toBe(true);
});

test('two at once: one builds, the other waits and finds it done', async () => {
  const results = await Promise.all([setUp(), setUp()]);
  expect(results.map(({ how }) => how).sort()).toEqual(['already-there', 'wheel']);
  expect(world.calls()).toEqual(['npm', 'pip', 'g++', 'g++']);
});

test('the lock and the half-made folder of one that was killed are no obstacle', async () => {
  const dead = { pid: 2 ** 22 + 1, host: (await import('node:os')).hostname() };
  world.write(join(cached(), 'lock'), JSON.stringify(dead));
  world.write(join(cached(), '.partial-tensorflow-cpu-x/lib/half'), 'half');
  expect((await setUp()).how).toBe('wheel');
  expect(readdirSync(cached()).filter((name) => /partial|lock/.test(name))).toEqual([]);
});

test('another set-up that never ends is told', async () => {
  world.write(
    join(cached(), 'lock'),
    JSON.stringify({ pid: process.pid, host: (await import('node:os')).hostname() }),
  );
  await expect(setUp({ lockLimit: 300 })).rejects.toMatchObject({ code: 'store-failed' });
});

test.each([
  [{ cache: 3 }, 'option-invalid'],
  [{ wheel: '' }, 'option-invalid'],
  [{ nonsense: true }, 'option-unknown'],
])('options %j: %s', async (options, code) => {
  await expect(async () => setUpNative(options as SetUpNativeOptions)).rejects.toMatchObject({
    code,
  });
});
