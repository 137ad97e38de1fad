import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';

const project = projectForEach();
const before = JSON.parse(
  readFileSync(join(__dirname, '../../conv-recognizer/particle.json'), 'utf8'),
);

const conv2d = (file: any) =>
  file.kinds.find(({ kind }: any) => kind === 'conv-recognizer/conv2d@1');

const rows: readonly (readonly [
  title: string,
  edit: (file: any) => void,
  compatibility: string,
  path: string,
])[] = [
  ['a reworded summary', (f) => (conv2d(f).summary = 'Other.'), 'patch', 'summary'],
  ['another cost', (f) => (conv2d(f).examples[0].contract.flops = 1), 'patch', 'flops'],
  [
    'a new kind',
    (f) => f.kinds.push({ ...conv2d(f), kind: 'conv-recognizer/new@1' }),
    'minor',
    'kind',
  ],
  [
    'a kind that is gone',
    (f) => (f.kinds = f.kinds.filter((k: any) => k !== conv2d(f))),
    'major',
    'kind',
  ],
  [
    'a new option',
    (f) => (conv2d(f).options.properties.groups = { default: 1 }),
    'minor',
    'options.groups',
  ],
  [
    'a new option that is needed',
    (f) => {
      conv2d(f).options.properties.groups = {};
      conv2d(f).options.required.push('groups');
    },
    'major',
    'options.groups',
  ],
  [
    'an option that is gone',
    (f) => delete conv2d(f).options.properties.padding,
    'major',
    'options.padding',
  ],
  [
    'another default',
    (f) => (conv2d(f).options.properties.padding.default = 'same'),
    'major',
    'options.padding',
  ],
  [
    'one more choice',
    (f) => conv2d(f).options.properties.padding.enum.push('reflect'),
    'minor',
    'options.padding',
  ],
  [
    'one choice fewer',
    (f) => conv2d(f).options.properties.padding.enum.pop(),
    'major',
    'options.padding',
  ],
  [
    'a wider input',
    (f) => (conv2d(f).examples[0].contract.input.x.dtype = ['float32', 'int32']),
    'minor',
    'input.x',
  ],
  [
    'a narrower input',
    (f) => (conv2d(f).examples[0].contract.input.x.range = [0, 1]),
    'major',
    'input.x',
  ],
  [
    'another output',
    (f) => (conv2d(f).examples[0].contract.output.y.dtype = 'int32'),
    'major',
    'output.y',
  ],
  [
    'a weight that is gone',
    (f) => delete conv2d(f).examples[0].contract.params.bias,
    'major',
    'params.bias',
  ],
  [
    'other first values',
    (f) => (conv2d(f).examples[0].contract.params.bias.initializer = 'ones'),
    'minor',
    'params.bias',
  ],
  [
    'a promise less',
    (f) => (conv2d(f).examples[0].contract.traits.differentiable = false),
    'major',
    'traits.differentiable',
  ],
];

test.each(rows)('%s', async (_title, edit, compatibility, path) => {
  const after = structuredClone(before);
  edit(after);
  project.write('a.json', before);
  project.write('b.json', after);
  const { json, code } = await soraJson(project.folder, ['diff', 'a.json', 'b.json']);
  expect(json.compatibility).toBe(compatibility);
  expect(json.kinds).toHaveLength(1);
  expect(json.kinds[0].changes).toContainEqual(expect.objectContaining({ path, compatibility }));
  expect(code).toBe(compatibility === 'major' ? 1 : 0);
});

test('--fail-on says from which step on it is a failure', async () => {
  project.write('a.json', before);
  const after = structuredClone(before);
  conv2d(after).summary = 'Other.';
  project.write('b.json', after);
  const codes = async (other: string) =>
    Promise.all(
      ['patch', 'minor', 'major', 'never'].map(
        async (step) =>
          (await sora(project.folder, ['diff', 'a.json', other, '--fail-on', step])).code,
      ),
    );
  expect(await codes('b.json')).toEqual([1, 0, 0, 0]);
  expect(await codes('a.json')).toEqual([0, 0, 0, 0]);
});

test('installed packages and folders of packages can be compared, too', async () => {
  project.install('conv-recognizer');
  const folder = join(__dirname, '../../conv-recognizer');
  const { out, code } = await sora(project.folder, [
    'diff',
    '@sora-particles/conv-recognizer',
    folder,
  ]);
  expect({ out, code }).toEqual({ out: 'Nothing changed.\n', code: 0 });
  expect((await sora(project.folder, ['diff', 'nowhere', folder])).err).toContain(
    "there is no 'nowhere'",
  );
});
