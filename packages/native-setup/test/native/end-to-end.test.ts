import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { librariesFolder } from '../../src/cache/libraries.ts';
import { checkNative, setUpNative } from '../../src/index.ts';
import { thisMachine } from '../../src/machine.ts';
import { checkJob } from '../../src/options.ts';

// Without them, where the package's own download served, this would download 274 MB.
const libraries = librariesFolder(checkJob({}, thisMachine()), thisMachine());
const whereCached = existsSync(libraries) ? test : test.skip;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sora-native-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

whereCached(
  'in a new project, with the real npm, compiler and TensorFlow: it loads, computes and says nothing',
  async () => {
    const [project, cache] = [join(folder, 'project'), join(folder, 'cache')];
    const manifest = '{ "name": "user", "private": true }';
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), manifest);
    mkdirSync(join(cache, 'native'), { recursive: true });
    symlinkSync(libraries, join(cache, 'native', basename(libraries)));

    expect((await checkNative({ project, cache })).ready).toBe(false);
    const result = await setUpNative({ project, cache, wheel: join(folder, 'not needed') });
    expect(result).toMatchObject({ how: 'wheel', libtensorflow: '2.21.0' });
    expect(await checkNative({ project, cache })).toMatchObject({ ready: true, version: '4.22.0' });

    expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe(manifest);
    expect(existsSync(join(project, 'package-lock.json'))).toBe(false);
    // The project stands by itself.
    rmSync(cache, { recursive: true });
    const program = `
      const util = require('util');
      util.isNullOrUndefined ??= (value) => value == null;
      util.isArray ??= Array.isArray;
      const tf = require('@tensorflow/tfjs-node');
      const slope = tf.grad((x) => tf.sum(tf.conv2d(x, tf.ones([2, 2, 1, 1]), 1, 'valid')));
      console.log(slope(tf.ones([1, 3, 3, 1])).dataSync().join());`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '--no-deprecation' },
    });
    expect(stdout.trim()).toBe('1,2,1,2,4,2,1,2,1');
    expect(stderr).toBe('');
  },
);
