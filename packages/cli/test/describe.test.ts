import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kindsOf } from './support/json.ts';
import { projectForEach } from './support/project.ts';
import { sora, soraJson } from './support/sora.ts';
import { installGain } from './support/third-party.ts';

const project = projectForEach();
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(join(project.folder, path), 'utf8'));
const loaded = () => existsSync(join(project.folder, 'loaded-my-particles'));

test('an author gets particle.json and package.json from the package itself', async () => {
  const at = installGain(project, 'my-particles', { files: ['index.js'], keywords: ['gain'] });
  const { code, out } = await sora(project.folder, ['describe', at]);
  expect(out).toContain('my-particles: 1 kinds described');
  expect(code).toBe(0);
  expect(readJson(`${at}/package.json`)).toMatchObject({
    version: '1.2.3',
    keywords: ['gain', 'sora-particle'],
    files: ['index.js', 'particle.json'],
    sora: { contract: '1', particles: './particle.json', kinds: ['my-particles/gain@1'] },
  });
  expect(kindsOf(readJson(`${at}/particle.json`))).toEqual([
    {
      kind: 'my-particles/gain@1',
      summary: 'Multiplies each feature by a weight of its own.',
      hasParts: false,
      options: {
        type: 'object',
        properties: {
          start: {
            type: 'number',
            exclusiveMinimum: 0,
            description: 'a positive number',
            default: 1,
          },
          mode: {
            enum: ['soft', 'hard'],
            description: 'one of "soft", "hard"',
            default: 'soft',
          },
          units: { type: 'integer', minimum: 1, description: 'a positive integer' },
        },
        required: ['units'],
        additionalProperties: false,
      },
      examples: [
        {
          options: { units: 3 },
          config: { start: 1, mode: 'soft', units: 3 },
          contract: {
            input: { x: { shape: ['batch', 3], dtype: 'float32' } },
            output: { y: { shape: ['batch', 3], dtype: 'float32' } },
            where: [],
            params: { gain: { shape: [3], initializer: { type: 'constant', value: 1 } } },
            state: {},
            traits: {
              deterministic: true,
              batchable: true,
              differentiable: true,
              needsSeed: false,
              host: false,
            },
            flops: ['mul', 'batch', 3],
          },
        },
        expect.objectContaining({ config: { start: 1, mode: 'hard', units: 4 } }),
      ],
    },
  ]);
});

test('--check writes nothing and fails until all is up to date', async () => {
  const at = installGain(project);
  const before = readFileSync(join(project.folder, at, 'package.json'), 'utf8');
  expect(await sora(project.folder, ['describe', at, '--check'])).toMatchObject({ code: 1 });
  expect(readFileSync(join(project.folder, at, 'package.json'), 'utf8')).toBe(before);
  expect(existsSync(join(project.folder, at, 'particle.json'))).toBe(false);
  await sora(project.folder, ['describe', at]);
  expect(await soraJson(project.folder, ['describe', at, '--check'])).toMatchObject({
    code: 0,
    json: { package: 'my-particles', kinds: 1, written: [] },
  });
});

test('a kind that needs options and has no example is named, with what to write', async () => {
  const at = installGain(project);
  rmSync(join(project.folder, at, 'particle.examples.json'));
  const { code, err } = await sora(project.folder, ['describe', at]);
  expect(code).toBe(1);
  expect(err).toContain('particle.examples.json: [{ "kind": "my-particles/gain@1"');
  expect(existsSync(join(project.folder, at, 'particle.json'))).toBe(false);
});

test('an example of something else is refused with its place', async () => {
  const at = installGain(project);
  project.write(`${at}/particle.examples.json`, '[\n  "combinator-core/relu@1"\n]');
  const { err } = await sora(project.folder, ['describe', at]);
  expect(err).toMatch(
    /particle\.examples\.json:2:3: an example is of a kind that my-particles exports/,
  );
});

describe('what has been described is known without being run', () => {
  beforeEach(async () => {
    const at = installGain(project);
    await sora(project.folder, ['describe', at]);
    rmSync(join(project.folder, 'loaded-my-particles'));
  });
  const file = (options: object) =>
    project.write('net.json', {
      version: 1,
      steps: [
        { kind: 'combinator-core/input@1', options: { shape: ['batch', 3], dtype: 'float32' } },
        { kind: 'my-particles/gain@1', options },
      ],
    });

  test('list, info, schema, diff, and check of a described configuration', async () => {
    file({ units: 3 });
    const at = 'node_modules/my-particles/particle.json';
    expect((await sora(project.folder, ['list'])).out).toContain('my-particles 1.2.3');
    const { out } = await sora(project.folder, ['info', 'my-particles/gain@1']);
    expect(out).toContain('Multiplies each feature by a weight of its own.');
    expect(out).toMatch(/units +required +a positive integer/);
    expect(out).toMatch(/weight +gain +\[3\] float32, first \{"type":"constant","value":1\}/);
    expect((await sora(project.folder, ['schema'])).out).toContain('my-particles/gain@1');
    expect((await sora(project.folder, ['diff', at, 'my-particles'])).out).toBe(
      'Nothing changed.\n',
    );
    const checked = await soraJson(project.folder, ['check', 'net.json']);
    expect(checked.json).toMatchObject({ fits: true, loaded: [], byMetadata: ['my-particles'] });
    expect((await sora(project.folder, ['explain', 'net.json'])).code).toBe(0);
    expect((await soraJson(project.folder, ['cost', 'net.json'])).json).toMatchObject({
      parameters: 3,
    });
    expect((await sora(project.folder, ['draw', 'net.json'])).out).toContain('"gain"');
    expect(loaded()).toBe(false);
  });

  test('a mismatch is found by metadata alone, in one message with the place', async () => {
    file({ units: 4, mode: 'hard' });
    const { code, err } = await sora(project.folder, ['check', 'net.json']);
    expect(code).toBe(1);
    expect(err).toMatch(/net\.json:1:\d+: 'input' -> 'gain' port 'x', axis 1: needs 4, got 3/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(loaded()).toBe(false);
  });

  test('other options load exactly the package that is named', async () => {
    installGain(project, 'other-particles', {
      sora: { contract: '1', particles: './particle.json', kinds: ['other-particles/x@1'] },
    });
    file({ units: 3, start: 2 });
    const { json } = await soraJson(project.folder, ['check', 'net.json']);
    expect(json).toMatchObject({ fits: true, loaded: ['my-particles'], byMetadata: [] });
    expect(existsSync(join(project.folder, 'loaded-other-particles'))).toBe(false);
  });

  test('with --no-load they are refused, and nothing is loaded', async () => {
    file({ units: 3, start: 2 });
    const { code, err } = await sora(project.folder, ['check', 'net.json', '--no-load']);
    expect(code).toBe(1);
    expect(err).toContain('does not describe it with these options');
    expect(loaded()).toBe(false);
  });
});
