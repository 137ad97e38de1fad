import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeIris } from './support/data.ts';
import { projectForEach } from './support/project.ts';
import { type Ended, sora } from './support/sora.ts';
import { installGain } from './support/third-party.ts';

jest.setTimeout(60_000);

const project = projectForEach();
const bin = resolve(__dirname, '../src/bin.ts');
const tsx = pathToFileURL(require.resolve('tsx')).href;

/** Runs `sora` as a process in the project, on the sources. */
function start(
  argv: readonly string[],
  watch: (child: ChildProcess, err: string) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sora-particles/source', '--import', tsx, bin, ...argv],
    { cwd: project.folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => {
    err += String(data);
    watch(child, err);
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => {
      done({ code: code ?? -1, out, err });
    });
  });
}

test('in an empty folder: a composition of the core fits, and no colour goes to a pipe', async () => {
  project.write(
    'net.yaml',
    'version: 1\nsteps:\n  - { kind: combinator-core/dense@1, options: { units: 3 } }\n',
  );
  expect(await start(['check', 'net.yaml'])).toEqual({
    code: 0,
    err: '',
    out: `fits  net
  in   x: [...lead, in] float32
  out  y: [...lead, 3] float32
  1 proved, 0 symbolic, 0 unverified
  loaded: nothing
`,
  });
  expect(readdirSync(project.folder)).toEqual(['net.yaml']);
});

test('an error is one message with code and remedy; --debug adds where it comes from', async () => {
  project.write('net.yaml', 'version: 1\nsteps: [conv-recognizer/conv2d@1]\n');
  expect(await start(['check', 'net.yaml'])).toEqual({
    code: 1,
    out: '',
    err: `error net.yaml:2:9: no installed package makes the kind 'conv-recognizer/conv2d@1'
  remedy:   npm install @sora-particles/conv-recognizer [kind-unknown]
`,
  });
  expect((await start(['check', 'net.yaml', '--debug'])).err).toMatch(/\n\s+at /);
});

test('of the packages that are there, only those are run that the file names', async () => {
  for (const name of ['my-particles', 'other-particles']) {
    installGain(project, name, {
      sora: { contract: '1', particles: './particle.json', kinds: [`${name}/gain@1`] },
    });
  }
  const isLoaded = (name: string) => existsSync(join(project.folder, `loaded-${name}`));
  project.write('net.json', {
    version: 1,
    steps: [{ kind: 'my-particles/gain@1', options: { units: 3 } }],
  });
  await start(['list']);
  expect([isLoaded('my-particles'), isLoaded('other-particles')]).toEqual([false, false]);
  const { code, out } = await start(['check', 'net.json']);
  expect(out).toContain('loaded: my-particles\n');
  expect(code).toBe(0);
  expect([isLoaded('my-particles'), isLoaded('other-particles')]).toEqual([true, false]);
});

test('Ctrl-C stops, keeps the last checkpoint, and --resume goes on', async () => {
  writeIris(project);
  project.write(
    'iris.yaml',
    `version: 1
steps:
  - kind: combinator-core/input@1
    options: { shape: [batch, 4], dtype: float32 }
  - { kind: combinator-core/dense@1, options: { units: 3, meaning: logits } }
`,
  );
  const train = ['train', 'iris.yaml', '--data', 'train.csv', '--target', 'species'];
  let isStopped = false;
  const stopped = await start([...train, '--epochs', '100000'], (child, err) => {
    if (!isStopped && err.includes('Epoch      2/')) isStopped = child.kill('SIGINT');
  });
  expect(stopped.code).toBe(130);
  const [, kept] = /The checkpoint after epoch (\d+) is kept/.exec(stopped.err)!;
  const state = readFileSync(join(project.folder, 'models/.sora/iris/checkpoint.json'), 'utf8');
  expect(JSON.parse(state)).toMatchObject({ epoch: Number(kept) });
  const epochs = String(Number(kept) + 1);
  // In this process, which is sooner.
  const resumed = await sora(project.folder, [...train, '--epochs', epochs, '--resume']);
  expect(resumed.out).toContain(`Going on after epoch ${kept}`);
  expect(resumed.code).toBe(0);
});
