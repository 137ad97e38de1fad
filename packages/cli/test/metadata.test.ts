import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { at, edited, jsonOf, kindsOf } from './support/json.ts';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';

const project = projectForEach();
const HOSTILE = 'x\u001b[2J\u001b]0;owned\u0007\u202ecod\r';
const field = (kinds: readonly string[], more: object = {}) => ({
  contract: '1',
  particles: './particle.json',
  kinds,
  ...more,
});
const install = (name: string, sora: unknown, more: object = {}) =>
  project.write(`node_modules/${name}/package.json`, { name, version: '1.0.0', sora, ...more });
const packages = (json: unknown) => at(json, 'packages');

test('an empty folder has nothing, and says how to begin', async () => {
  expect(await sora(project.folder, ['list'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('npm install @sora-particles/conv-recognizer') as string,
  });
});

test('packages are found from inner folders too, and the nearest counts', async () => {
  install('gains', field(['gains/a@1']));
  project.write('deep/er/node_modules/gains/package.json', {
    name: 'gains',
    version: '2.0.0',
    sora: field(['gains/a@2']),
  });
  const { json } = await soraJson(join(project.folder, 'deep/er'), ['list']);
  expect(packages(json)).toMatchObject([{ name: 'gains', version: '2.0.0', kinds: ['gains/a@2'] }]);
});

test('the package of the folder itself counts, and packages without particles do not', async () => {
  project.write('package.json', { name: 'mine', version: '0.1.0', sora: field(['mine/a@1']) });
  project.write('node_modules/other/package.json', { name: 'other', version: '1.0.0' });
  project.write('node_modules/broken/package.json', '{ "sora": ');
  const { json } = await soraJson(project.folder, ['list']);
  expect(packages(json)).toMatchObject([{ name: 'mine' }]);
});

test.each([
  ['no object', 'yes', "'sora' is not what it must be"],
  ['no kinds', { contract: '1', particles: './particle.json' }, "'sora.kinds' is missing"],
  [
    'a path out of the package',
    field([], { particles: './../../secret.json' }),
    "'sora.particles' is not",
  ],
  ['an absolute path', field([], { particles: '/etc/passwd' }), "'sora.particles' is not"],
  ['a kind of another package', field(['combinator-core/dense@1']), "'sora.kinds[0]' is not"],
  ['a kind that is none', field(['gains/a']), "'sora.kinds[0]' is not"],
  [
    'a newer contract',
    { ...field(['gains/a@1']), contract: '2' },
    "'gains' was built for another version",
  ],
  [
    'an older contract',
    { ...field(['gains/a@1']), contract: '0' },
    "'gains' was built for another version",
  ],
])(
  'a package with %s is listed with its problem, and not used',
  async (_title, stated, problem) => {
    install('gains', stated);
    const { json } = await soraJson(project.folder, ['list']);
    expect(at(json, 'packages.0.problem.summary')).toContain(problem);
  },
);

test('a kind of a package for another contract is refused with what to do', async () => {
  install('gains', { ...field(['gains/a@1']), contract: '2' });
  project.write('net.yaml', 'version: 1\nsteps: [gains/a@1]');
  const { code, err } = await sora(project.folder, ['check', 'net.yaml']);
  expect(code).toBe(1);
  expect(err).toContain('net.yaml:2:9: ');
  expect(err).toMatch(/expected: version 1\n {2}found: +version 2/);
  expect(err).toContain('[artefact-too-new]');
});

test('two packages that claim one kind are both named, and neither is loaded', async () => {
  install('gains', field(['gains/a@1']), { main: 'none.js' });
  install('@evil/gains', field(['gains/a@1']), { main: 'none.js' });
  project.write('net.yaml', 'version: 1\nsteps: [gains/a@1]');
  const { code, err } = await sora(project.folder, ['check', 'net.yaml']);
  expect(code).toBe(1);
  expect(err).toContain("two packages claim the kind 'gains/a@1': @evil/gains and gains");
  expect(err).toContain('neither was loaded');
  expect(err).toContain('[kind-duplicate]');
});

test('names that would control a terminal are written out', async () => {
  install('gains', field(['gains/a@1']), { description: HOSTILE, version: HOSTILE });
  const { out } = await sora(project.folder, ['list']);
  expect(out).toContain('x\\u001b[2J\\u001b]0;owned\\u0007\\u202ecod\\u000d');
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  const json = await soraJson(project.folder, ['list']);
  expect(json.out).not.toContain('\u202e');
  expect(at(json.json, 'packages.0.description')).toBe(HOSTILE);
});

describe('a particle file', () => {
  const particles = jsonOf('conv-recognizer/particle.json');
  const give = (file: string | object) => {
    install('@sora-particles/conv-recognizer', field(kindsOf(particles).map(({ kind }) => kind)));
    project.write('node_modules/@sora-particles/conv-recognizer/particle.json', file);
  };
  const change = (path: string, value: unknown) => edited(particles, path, value);
  const contract = 'kinds.0.examples.0.contract';

  test.each<[string, string | object, string]>([
    ['is no JSON', '{', 'artefact-invalid'],
    ['changes prototypes', '{"__proto__": {"x": 1}}', 'artefact-invalid'],
    ['is another file', { name: 'x' }, 'manifest-invalid'],
    ['is of a later version', change('version', 2), 'artefact-too-new'],
    ['speaks of another package', change('package', 'x'), 'manifest-invalid'],
    ['describes what is not listed', change('kinds.0.kind', 'x/y@1'), 'manifest-invalid'],
    [
      'has a contract that cannot be',
      change(`${contract}.output.y.shape`, ['no']),
      'contract-invalid',
    ],
    ['has a contract of another form', change(`${contract}.input`, { x: 7 }), 'contract-invalid'],
    ['has traits that are none', change(`${contract}.traits.host`, 'no'), 'manifest-invalid'],
    ['is too large', ' '.repeat(9 << 20), 'artefact-too-large'],
  ])('that %s is refused', async (_title, file, code) => {
    give(file);
    const {
      json,
      code: exit,
      err,
    } = await soraJson(project.folder, ['info', '@sora-particles/conv-recognizer']);
    expect(at(json, 'error.code')).toBe(code);
    expect(exit).toBe(1);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('that is a link out of its package is refused', async () => {
    give(particles as object);
    install('@sora-particles/conv-recognizer', field([], { particles: './link.json' }));
    const secret = project.write('secret.json', particles as object);
    symlinkSync(
      secret,
      join(project.folder, 'node_modules/@sora-particles/conv-recognizer/link.json'),
    );
    const { json } = await soraJson(project.folder, ['info', '@sora-particles/conv-recognizer']);
    expect(at(json, 'error.summary')).toBe('the particle file lies outside of its package');
  });
});
