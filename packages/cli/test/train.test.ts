import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { writeDigits, writeIris } from './support/data.ts';
import { at, numberAt } from './support/json.ts';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';

jest.setTimeout(60_000);

const project = projectForEach();
const IRIS = {
  version: 1,
  name: 'iris',
  steps: [
    { kind: 'combinator-core/input@1', options: { shape: ['batch', 4], dtype: 'float32' } },
    { kind: 'combinator-core/dense@1', options: { units: 16, activation: 'relu' } },
    { kind: 'combinator-core/dense@1', options: { units: 3, meaning: 'logits' }, name: 'logits' },
    'combinator-core/softmax@1',
  ],
};
const train = (...more: readonly string[]) => [
  ...['train', 'iris.json', '--data', 'train.csv', '--target', 'species', '--backend', 'cpu'],
  ...['--learning-rate', '0.02', '--batch-size', '16', ...more],
];
interface Answer {
  readonly input: string;
  readonly y: { readonly label: string };
}
const weightsOf = (model: string) => readdirSync(join(project.folder, 'models', model, 'objects'));
const write = () => {
  writeIris(project);
  project.write('iris.json', IRIS);
};

test('a table: trained, measured on other rows, and asked by the names of its columns', async () => {
  write();
  const { json, code, err } = await soraJson(project.folder, train('--epochs', '30'));
  expect(code).toBe(0);
  expect(err).toContain('Epoch 30/30');
  expect(json).toMatchObject({ model: 'models/iris', version: 1, loaded: [] });
  expect(at(json, 'epochs')).toHaveLength(30);
  const measured = await soraJson(project.folder, [
    ...['evaluate', 'models/iris', '--data', 'test.csv', '--backend', 'cpu'],
  ]);
  // Logistic regression reads 49 of these 50 rightly.
  expect(numberAt(measured.json, 'figures.accuracy')).toBeGreaterThanOrEqual(0.9);
  expect(measured.json).toMatchObject({ examples: 50 });

  // Other order, no target: the model knows its columns.
  project.write(
    'new.csv',
    'petal_width,petal_length,width,length\n0.2,1.4,3.5,5.1\n2.3,5.9,3.2,6.8\n',
  );
  const asked = await sora(project.folder, ['run', 'models/iris', 'new.csv', '--backend', 'cpu']);
  expect(asked.out).toMatch(/^1 {2}setosa {2}\d+\.\d %\n2 {2}virginica {2}\d+\.\d %\n$/);
  const line = '{"length":5.1,"width":3.5,"petal_length":1.4,"petal_width":0.2}\n';
  const piped = await sora(
    project.folder,
    ['run', 'models/iris', '-', '--json', '--backend', 'cpu'],
    {
      stdin: line + line,
    },
  );
  expect(
    piped.out
      .trim()
      .split('\n')
      .map((each): unknown => JSON.parse(each)),
  ).toMatchObject([
    { input: '1', y: { label: 'setosa' } },
    { input: '2', y: { label: 'setosa' } },
  ]);
});

test('a folder of digits: PNG files by class, trained, measured and read', async () => {
  project.install('combinator-core', 'conv-recognizer', 'image-preprocess');
  writeDigits(project, 'train', 'train', 300);
  writeDigits(project, 'test', 't10k', 60);
  project.write(
    'digits.yaml',
    `version: 1
steps:
  - perItem:
      - { kind: image-preprocess/decodeImage@1, options: { channels: 1 } }
      - { kind: image-preprocess/resize@1, options: { size: [28, 28] } }
    name: decode
  - { kind: combinator-core/rescale@1, options: { from: [0, 255], to: [0, 1] } }
  - { kind: conv-recognizer/maxPool2d@1, options: { poolSize: 2 } }
  - combinator-core/flatten@1
  - { kind: combinator-core/dense@1, options: { units: 10, meaning: logits } }
  - combinator-core/softmax@1
  - kind: combinator-core/decodeLabels@1
    options: { labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] }
`,
  );
  const { json, err } = await soraJson(project.folder, [
    ...['train', 'digits.yaml', '--data', 'train', '--validation', 'test', '--epochs', '6'],
    ...['--learning-rate', '0.01', '--backend', 'cpu'],
  ]);
  expect(err).not.toContain('error');
  expect(at(json, 'loaded')).toEqual([
    '@sora-particles/image-preprocess',
    '@sora-particles/conv-recognizer',
  ]);
  expect(numberAt(json, 'epochs.5.val_accuracy')).toBeGreaterThan(0.6);
  const measured = await soraJson(project.folder, [
    ...['evaluate', 'models/digits', '--data', 'test', '--backend', 'cpu'],
  ]);
  expect(numberAt(measured.json, 'figures.accuracy')).toBeCloseTo(
    numberAt(json, 'epochs.5.val_accuracy'),
    6,
  );

  const { out } = await sora(project.folder, [
    ...['run', 'models/digits', 'test', '--json', '--batch-size', '25', '--backend', 'cpu'],
  ]);
  const answers = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  const right = answers.filter(({ input, y }) => input.startsWith(`test/${y.label}/`));
  expect(answers).toHaveLength(60);
  expect(right.length / 60).toBeCloseTo(numberAt(measured.json, 'figures.accuracy'), 6);

  const one = readFileSync(join(project.folder, answers[0]!.input));
  const piped = await sora(
    project.folder,
    ['run', 'models/digits', '-', '--json', '--backend', 'cpu'],
    { stdin: one },
  );
  expect(at(JSON.parse(piped.out), 'y')).toEqual(answers[0]!.y);
});

test('texts: a column of a table, yes or no, and lines on standard input', async () => {
  const sora1 = { contract: '1', particles: './particle.json', kinds: ['measures/size@1'] };
  project.write('node_modules/measures/package.json', {
    ...{ name: 'measures', version: '1.0.0', main: 'index.js', sora: sora1 },
  });
  project.write(
    'node_modules/measures/index.js',
    `const core = require(${JSON.stringify(require.resolve('@sora-particles/combinator-core'))});
const tf = require(${JSON.stringify(require.resolve('@tensorflow/tfjs-core'))});
exports.kind = core.leafKind('measures/size@1', ({ name = 'size' }) => core.defineParticle({
  kind: 'measures/size@1', name,
  input: { x: { value: 'text', shape: ['batch'] } },
  output: { y: { shape: ['batch', 1], dtype: 'float32' } },
  traits: { host: true, differentiable: false },
  run: (context, { x }) => ({ outputs: { y: tf.tensor2d(x.map((text) => [text.length / 4 - 1])) } }),
}));`,
  );
  project.write(
    'long.yaml',
    `version: 1
steps:
  - measures/size@1
  - { kind: combinator-core/dense@1, options: { units: 1, meaning: logits } }
  - combinator-core/sigmoid@1
`,
  );
  const rows = ['a,short', 'bc,short', 'def,short', 'ghijkl,long', 'mnopqrs,long', 'tuvwxyz,long'];
  project.write('train.csv', ['text,size', ...rows, ''].join('\n'));
  const { json, code } = await soraJson(project.folder, [
    ...['train', 'long.yaml', '--data', 'train.csv', '--target', 'size', '--epochs', '60'],
    ...['--learning-rate', '0.3', '--optimizer', 'adamw', '--backend', 'cpu'],
  ]);
  expect(code).toBe(0);
  expect(json).toMatchObject({ loaded: ['measures'] });
  expect(numberAt(json, 'epochs.59.accuracy')).toBe(1);
  expect(numberAt(json, 'epochs.59.auc')).toBe(1);
  const asked = ['run', 'models/long', '-', '--backend', 'cpu'];
  const { out } = await sora(project.folder, asked, { stdin: 'hi\nhow are you\n' });
  expect(out).toMatch(/^1 {2}short {2}\d+\.\d %\n2 {2}long {2}\d+\.\d %\n$/);
});

test('an IDX file with its labels; one that is cut off is refused', async () => {
  const idx = (shape: readonly number[], values: readonly number[]) =>
    Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...values]);
  const images = idx([4, 2, 2], [9, 9, 0, 0, 0, 0, 9, 9, 8, 9, 0, 1, 1, 0, 9, 8]);
  project.write('images.idx', images);
  project.write('labels.idx', idx([4], [0, 1, 0, 1]));
  project.write('cut.idx', images.subarray(0, -1));
  project.write(
    'bars.yaml',
    `version: 1
steps:
  - kind: combinator-core/input@1
    options: { shape: [batch, 2, 2, 1], dtype: float32, range: [0, 255] }
  - combinator-core/flatten@1
  - { kind: combinator-core/dense@1, options: { units: 2, meaning: logits } }
`,
  );
  const bars = (data: string) => [
    ...['train', 'bars.yaml', '--data', data, '--labels', 'labels.idx', '--epochs', '40'],
    ...['--learning-rate', '0.05', '--backend', 'cpu'],
  ];
  const { json } = await soraJson(project.folder, bars('images.idx'));
  expect(numberAt(json, 'epochs.39.accuracy')).toBe(1);
  const { out } = await sora(project.folder, [
    'run',
    'models/bars',
    'images.idx',
    '--backend',
    'cpu',
  ]);
  expect(out).toBe('1  0\n2  1\n3  0\n4  1\n');
  const { err, code } = await sora(project.folder, bars('cut.idx'));
  expect(err).toMatch(
    /the IDX file cannot be read\n {2}expected: 32 bytes\n {2}found: {4}31 bytes/,
  );
  expect(code).toBe(1);
});

test('a run that is stopped keeps its last checkpoint, and goes on to the same bits', async () => {
  write();
  await sora(project.folder, train('--epochs', '4', '--name', 'whole'));
  const before = memory().numTensors;
  expect((await sora(project.folder, train('--epochs', '2', '--name', 'parts'))).code).toBe(0);
  expect(memory().numTensors).toBe(before);

  // Stopped in the middle of the third epoch.
  const controller = new AbortController();
  const file = join(project.folder, 'models/.sora/stopped/checkpoint.json');
  const watch = setInterval(() => {
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"epoch": 2')) controller.abort();
  }, 1);
  const stopped = await sora(project.folder, train('--epochs', '1000', '--name', 'stopped'), {
    signal: controller.signal,
  });
  clearInterval(watch);
  expect(stopped.code).toBe(130);
  const [, kept] = /checkpoint after epoch (\d+) is kept/.exec(stopped.err)!;
  expect(readdirSync(join(project.folder, 'models/.sora/stopped'))).toEqual([
    'checkpoint.json',
    `epoch-${kept}.safetensors`,
  ]);
  expect(existsSync(join(project.folder, 'models/stopped'))).toBe(false);

  const epochs = String(Number(kept) + 3);
  const again = await sora(project.folder, train('--epochs', epochs, '--name', 'stopped'));
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain('--resume goes on with it, --restart begins anew [store-conflict]');
  const other = await sora(
    project.folder,
    train('--epochs', epochs, '--name', 'stopped', '--resume', '--seed', '7'),
  );
  expect(other.err).toMatch(/expected: seed 1\n {2}found: {4}seed 7/);

  const resumed = await soraJson(
    project.folder,
    train('--epochs', epochs, '--name', 'stopped', '--resume'),
  );
  const whole = await soraJson(project.folder, train('--epochs', epochs, '--name', 'never'));
  expect(at(resumed.json, 'epochs')).toEqual(at(whole.json, 'epochs'));
  expect(weightsOf('stopped')).toEqual(weightsOf('never'));
  expect(existsSync(join(project.folder, 'models/.sora'))).toBe(false);
  expect(memory().numTensors).toBe(before);
});

test('a checkpoint that was damaged is refused; --restart begins anew', async () => {
  write();
  const controller = new AbortController();
  const folder = join(project.folder, 'models/.sora/iris');
  const watch = setInterval(
    () => existsSync(join(folder, 'checkpoint.json')) && controller.abort(),
    1,
  );
  await sora(project.folder, train('--epochs', '1000'), { signal: controller.signal });
  clearInterval(watch);
  const [weights] = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  const bytes = readFileSync(join(folder, weights!));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(join(folder, weights!), bytes);
  const { err, code } = await sora(project.folder, train('--epochs', '1000', '--resume'));
  expect(code).toBe(1);
  expect(err).toContain('[artefact-corrupted]');
  expect((await sora(project.folder, train('--epochs', '1', '--restart'))).code).toBe(0);
});

test.each([
  [
    ['--target', 'specis'],
    /there is no column 'specis'\n.*\n {2}remedy: +did you mean 'species'\? \[port-missing\]/,
    1,
  ],
  [[], /--target is missing: the column that is to be learned/, 2],
  [['--target', 'species', '--backend', 'tpu'], /--backend must be one of tensorflow/, 2],
  [['--target', 'species', '--name', '...'], /'' cannot be the name of a model/, 1],
  [['--target', 'species', '--resume'], /there is no run to go on with/, 1],
  [['--target', 'species', '--resume', '--restart'], /exclude each other/, 2],
  [
    ['--target', 'species', '--loss', 'meanSquaredError'],
    /row 1, column 'species': a number is needed/,
    1,
  ],
])('train with %j is refused in one message', async (more, message, exit) => {
  write();
  const { code, err } = await sora(project.folder, [
    'train',
    'iris.json',
    '--data',
    'train.csv',
    ...more,
  ]);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(exit);
  expect(existsSync(join(project.folder, 'models'))).toBe(false);
});

test.each([
  [
    'a gap',
    'a,b,c,d,species\n1,2,,4,x\n1,2,3,4,y\n1,2,3,4,z\n',
    /row 1, column 'c': a number is needed\n {2}found: +nothing/,
  ],
  ['a row that is too short', 'a,b,c,d,species\n1,2\n', /the table cannot be read: line 2: /],
  ['an open quote', 'a,b,c,d,species\n1,"2\n', /the table cannot be read: line \d: /],
  ['no rows', 'a,b,c,d,species\n', /the table has no rows/],
  ['two columns of one name', 'a,a,c,d,species\n1,2,3,4,x\n', /two columns are called 'a'/],
  ['another number of columns', 'a,b,species\n1,2,x\n1,2,y\n1,2,z\n', /needs 4, got 2/],
  [
    'another number of classes',
    'a,b,c,d,species\n1,2,3,4,x\n1,2,3,4,y\n',
    /the data have 2 classes, and the particle tells 3 apart/,
  ],
  ['what is no text', new Uint8Array([0xff, 0xfe]), /it is not text in UTF-8/],
])('a table with %s is refused', async (_title, table, message) => {
  project.write('iris.json', IRIS);
  project.write('train.csv', table);
  const { code, err } = await sora(project.folder, train('--epochs', '1'));
  expect(err).toMatch(message);
  expect(code).toBe(1);
  expect(existsSync(join(project.folder, 'models/iris'))).toBe(false);
});

test('models: list, card and verify, also of one that was damaged', async () => {
  write();
  await sora(project.folder, train('--epochs', '1'));
  await sora(project.folder, train('--epochs', '2'));
  const listed = await soraJson(project.folder, ['models', 'list']);
  expect(at(listed.json, 'models')).toMatchObject([{ name: 'iris', versions: [1, 2] }]);
  const { out } = await sora(project.folder, ['models', 'card', 'models/iris@1']);
  expect(out).toContain('Trained for 1 epoch with categoricalCrossEntropy and adam.');
  expect(out).toContain('labels: ["setosa","versicolor","virginica"]');
  expect(await sora(project.folder, ['models', 'verify', 'models/iris'])).toMatchObject({
    code: 0,
  });

  const [object] = weightsOf('iris');
  const path = join(project.folder, 'models/iris/objects', object!);
  renameSync(path, `${path}.away`);
  const verified = await soraJson(project.folder, ['models', 'verify', 'models/iris']);
  expect(verified.code).toBe(1);
  expect(verified.json).toMatchObject({ intact: false });
  expect((await sora(project.folder, ['run', 'models/none', 'x.png'])).err).toContain(
    '[store-not-found]',
  );
});
