import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { parseComposition } from '../src/composition/read-composition.ts';
import { jsonOf, kindsOf } from './support/json.ts';
import { projectForEach } from './support/project.ts';
import { sora } from './support/sora.ts';

const project = projectForEach();
const validator = (name: string): ValidateFunction =>
  new Ajv().compile(jsonOf(`cli/schemas/${name}.json`) as object);
const families = ['combinator-core', 'conv-recognizer', 'image-preprocess'];

test.each(families)('%s: package.json and particle.json are as their schemas say', (family) => {
  const isPackage = validator('package');
  expect([isPackage(jsonOf(`${family}/package.json`)), isPackage.errors]).toEqual([true, null]);
  const isParticles = validator('particle');
  const particles = jsonOf(`${family}/particle.json`);
  expect([isParticles(particles), isParticles.errors]).toEqual([true, null]);
});

test.each(families)('%s: the schema of the options of each kind accepts its examples', (family) => {
  for (const { kind, options, examples } of kindsOf(jsonOf(`${family}/particle.json`))) {
    const isOptions = new Ajv().compile(options);
    for (const example of examples) {
      expect([kind, isOptions(example.options), isOptions.errors]).toEqual([kind, true, null]);
    }
  }
});

/** What the schema and the reader both take, and what both refuse. */
const step = { kind: 'a/b@1' };
const good: readonly object[] = [
  { version: 1, steps: ['a/b@1'] },
  { $schema: 'x', version: 1, name: 'n', steps: [{ ...step, options: { x: 1 }, name: 'b' }] },
  { version: 1, steps: [{ steps: [step], name: 'g' }, { branch: { p: step, q: [step] } }] },
  { version: 1, steps: [{ parallel: { p: step } }, { residual: [step], shortcut: step }] },
  { version: 1, steps: [{ repeat: 3, steps: [step] }, { freeze: step }, { perItem: [step] }] },
  {
    version: 1,
    steps: [
      { scan: step, reverse: true },
      { ...step, parts: [step, [step]] },
    ],
  },
  {
    version: 1,
    steps: [
      {
        graph: {
          inputs: { x: { shape: ['batch'] } },
          nodes: [{ name: 'n', ...step, inputs: { x: 'x' } }],
          outputs: { y: 'n' },
        },
      },
    ],
  },
];
const bad: readonly object[] = [
  {},
  { version: 1 },
  { version: 2, steps: [step] },
  { version: 1, steps: [] },
  { version: 1, steps: [{}] },
  { version: 1, steps: [{ ...step, more: 1 }] },
  { version: 1, steps: [step], more: 1 },
  { version: 1, steps: [{ repeat: 3 }] },
  { version: 1, steps: [{ repeat: 'x', steps: [step] }] },
  { version: 1, steps: [{ branch: {} }] },
  { version: 1, steps: [{ branch: [step] }] },
  { version: 1, steps: [{ ...step, options: [] }] },
  { version: 1, steps: [{ scan: step, reverse: 'x' }] },
  { version: 1, steps: [{ graph: { inputs: {}, nodes: [{ name: 'n' }], outputs: {} } }] },
];

test.each([...good.map((file) => [file, true]), ...bad.map((file) => [file, false])])(
  'schema and reader agree about %j: %s',
  (file, isGood) => {
    const isComposition = validator('composition');
    expect(isComposition(file)).toBe(isGood);
    const readIt = () => parseComposition(JSON.stringify(file), 'net.json');
    if (isGood === true) expect(readIt).not.toThrow();
    else expect(readIt).toThrow();
  },
);

test('the schema of a project knows what is installed, with the options of each kind', async () => {
  project.install('combinator-core', 'conv-recognizer');
  await sora(project.folder, ['schema', '--out', 'sora.schema.json']);
  const schema = JSON.parse(
    readFileSync(join(project.folder, 'sora.schema.json'), 'utf8'),
  ) as object;
  const isComposition = new Ajv().compile(schema);
  const conv = (options: object) => ({
    version: 1,
    steps: [{ kind: 'conv-recognizer/conv2d@1', options }],
  });
  expect(isComposition(conv({ filters: 3, kernelSize: 3 }))).toBe(true);
  expect(isComposition(conv({ filters: 3 }))).toBe(false);
  expect(isComposition(conv({ filters: 0, kernelSize: 3 }))).toBe(false);
  expect(isComposition(conv({ filters: 3, kernelSize: 3, padding: 'round' }))).toBe(false);
  expect(isComposition({ version: 1, steps: ['conv-recognizer/conv3d@1'] })).toBe(false);
});
