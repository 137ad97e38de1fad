import { join } from 'node:path';
import { at, edited, jsonOf, kindsOf } from './support/json.ts';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';

const project = projectForEach();
const before = jsonOf('conv-recognizer/particle.json');
const index = kindsOf(before).findIndex(({ kind }) => kind === 'conv-recognizer/conv2d@1');
const kinds = kindsOf(before);
const conv2d = `kinds.${index}`;
const contract = `${conv2d}.examples.0.contract`;
const options = `${conv2d}.options`;
const choices = ['valid', 'same'];

const rows: readonly (readonly [
  title: string,
  path: string,
  value: unknown,
  compatibility: string,
  changed: string,
])[] = [
  ['a reworded summary', `${conv2d}.summary`, 'Other.', 'patch', 'summary'],
  ['another cost', `${contract}.flops`, 1, 'patch', 'flops'],
  ['a new kind', 'kinds', [...kinds, { ...kinds[index], kind: 'x/new@1' }], 'minor', 'kind'],
  ['a kind that is gone', 'kinds', kinds.toSpliced(index, 1), 'major', 'kind'],
  ['a new option', `${options}.properties.groups`, { default: 1 }, 'minor', 'options.groups'],
  [
    'an option that is gone',
    `${options}.properties.padding`,
    undefined,
    'major',
    'options.padding',
  ],
  [
    'an option that is needed now',
    `${options}.required`,
    ['kernelSize', 'filters', 'padding'],
    'major',
    'options.padding',
  ],
  [
    'an option that may be left out now',
    `${options}.required`,
    ['filters'],
    'minor',
    'options.kernelSize',
  ],
  ['another default', `${options}.properties.padding.default`, 'same', 'major', 'options.padding'],
  [
    'one more choice',
    `${options}.properties.padding.enum`,
    [...choices, 'reflect'],
    'minor',
    'options.padding',
  ],
  ['one choice fewer', `${options}.properties.padding.enum`, ['same'], 'major', 'options.padding'],
  ['a wider input', `${contract}.input.x.dtype`, ['float32', 'int32'], 'minor', 'input.x'],
  ['a narrower input', `${contract}.input.x.range`, [0, 1], 'major', 'input.x'],
  ['another output', `${contract}.output.y.dtype`, 'int32', 'major', 'output.y'],
  ['a weight that is gone', `${contract}.params.bias`, undefined, 'major', 'params.bias'],
  ['other first values', `${contract}.params.bias.initializer`, 'ones', 'minor', 'params.bias'],
  ['a promise less', `${contract}.traits.differentiable`, false, 'major', 'traits.differentiable'],
];

test.each(rows)('%s', async (_title, path, value, compatibility, changed) => {
  project.write('a.json', before as object);
  project.write('b.json', edited(before, path, value));
  const { json, code } = await soraJson(project.folder, ['diff', 'a.json', 'b.json']);
  expect(json).toMatchObject({ compatibility, kinds: [{ compatibility }] });
  expect(at(json, 'kinds.0.changes')).toContainEqual(
    expect.objectContaining({ path: changed, compatibility }),
  );
  expect(code).toBe(compatibility === 'major' ? 1 : 0);
});

test('--fail-on says from which step on it is a failure', async () => {
  project.write('a.json', before as object);
  project.write('b.json', edited(before, `${conv2d}.summary`, 'Other.'));
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
