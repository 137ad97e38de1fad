import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, type CreateProjectOptions } from '../src/index.ts';
import { useFolder } from './support/folder.ts';

const folder = useFolder();
const create = (options: Omit<CreateProjectOptions, 'folder'>) =>
  createProject({ folder: join(folder.path, 'made'), ...options });
const read = (path: string) => readFileSync(join(folder.path, 'made', path), 'utf8');
const manifest = () => JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
const own = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

test('a particle has all that its package needs', async () => {
  const made = await create({ name: '@acme/soft-clip' });
  expect(made).toEqual({
    folder: join(folder.path, 'made'),
    factory: 'softClip',
    licensed: true,
    files: [
      '.changeset/config.json',
      '.changeset/first-release.md',
      '.github/workflows/ci.yml',
      '.github/workflows/release.yml',
      '.gitignore',
      'LICENSE',
      'README.md',
      'package.json',
      'particle.examples.json',
      'particle.json',
      'src/index.ts',
      'src/kinds.ts',
      'src/soft-clip.ts',
      'test/conformance.test.ts',
      'test/exports.test.ts',
      'test/soft-clip.test-d.ts',
      'test/soft-clip.test.ts',
      'tools/build.mjs',
      'tsconfig.build.json',
      'tsconfig.json',
    ],
  });
  expect(manifest()).toMatchObject({
    name: '@acme/soft-clip',
    license: 'Apache-2.0',
    sora: { contract: '1', kinds: ['@acme/soft-clip/softClip@1'] },
    keywords: expect.arrayContaining(['sora-particle']) as string[],
    peerDependencies: { '@tensorflow/tfjs-core': own.devDependencies['@tensorflow/tfjs-core'] },
  });
  expect(manifest()['author']).toBeUndefined();
  expect(read('src/soft-clip.ts')).toContain("kind: '@acme/soft-clip/softClip@1'");
  expect(read('.github/workflows/release.yml')).toContain("NPM_CONFIG_PROVENANCE: 'true'");
});

test.each(['particle', 'application'] as const)(
  'nothing of the template is left in %s',
  async (template) => {
    const { files } = await create({ name: 'x-y', template });
    for (const file of files.filter((name) => !name.endsWith('.png'))) {
      expect([file, read(file)]).not.toEqual([
        file,
        expect.stringMatching(/template|\{\{(?!\s*(?:matrix|github)\.)/i),
      ]);
      expect(file).not.toMatch(/template|(^|\/)_/);
    }
  },
);

test('versions of our packages are those that the templates are checked with', async () => {
  await create({ name: 'app', template: 'application' });
  const { dependencies = {} } = manifest();
  expect(Object.keys(dependencies).length).toBeGreaterThan(5);
  for (const [name, range] of Object.entries(dependencies)) {
    expect([name, range]).toEqual([name, own.devDependencies[name]]);
  }
});

test('images are copied byte by byte', async () => {
  await create({ name: 'app', template: 'application' });
  const data = (root: string) => join(root, 'data/circle/00.png');
  const template = join(__dirname, '../templates/application');
  expect(readFileSync(data(join(folder.path, 'made')))).toEqual(readFileSync(data(template)));
});

test.each([
  ['node', 'node:test', 'tsx'],
  ['vitest', 'vitest', 'vitest'],
  ['jest', '@jest/globals', '@swc/jest'],
] as const)('tests are written for %s', async (runner, module, dependency) => {
  await create({ name: 'blur', runner });
  for (const file of readdirSync(join(folder.path, 'made/test')).filter((name) =>
    /test\.ts$/.test(name),
  )) {
    expect(read(`test/${file}`)).toContain(`} from '${module}';`);
  }
  expect(manifest()['devDependencies']).toHaveProperty([dependency]);
  expect(manifest()['scripts']?.['test']).toContain(runner);
});

test('the author is in package.json and in the licence, whatever characters the name has', async () => {
  const author = `Ada "A." O'Hara $& $1 {{author}} <ada@example.org>`;
  await create({ name: 'blur', license: 'MIT', author });
  expect(manifest()['author']).toBe(author);
  expect(read('LICENSE')).toContain(`Copyright (c) ${author}\n`);
});

test('a licence whose text is not known is told of', async () => {
  expect((await create({ name: 'blur', license: 'MPL-2.0' })).licensed).toBe(false);
  expect(manifest()['license']).toBe('MPL-2.0');
});

test.each([
  [{ name: 'A' }, 'name-invalid'],
  [{}, 'option-missing'],
  [{ name: 'blur', template: 'cube' }, 'option-invalid'],
  [{ name: 'blur', runner: 'mocha' }, 'option-invalid'],
  [{ name: 'blur', runner: 'constructor' }, 'option-invalid'],
  [{ name: 'blur', license: 'MIT"\n' }, 'option-invalid'],
  [{ name: 'blur', author: 'a\nb' }, 'option-invalid'],
  [{ name: 'blur', author: '' }, 'option-invalid'],
  [{ name: 'blur', folder: 'a\0b' }, 'option-invalid'],
  [{ name: 'blur', folder: '/' }, 'option-invalid'],
  [{ name: 'blur', signal: {} }, 'option-invalid'],
  [{ name: 'blur', colour: 'red' }, 'option-unknown'],
])('%j is refused, and nothing is made', async (options, code) => {
  await expect(create(options as CreateProjectOptions)).rejects.toMatchObject({ code });
  expect(folder.list()).toEqual([]);
});

test('every action that the workflows run is pinned to a commit', async () => {
  await create({ name: 'blur' });
  const uses = ['ci', 'release'].flatMap((name) =>
    [...read(`.github/workflows/${name}.yml`).matchAll(/uses: (.*)/g)].map(([, action]) => action),
  );
  expect(uses.length).toBeGreaterThan(4);
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
});
