import { formatPorts, ParticleError } from '@sora-particles/combinator-core';
import { openComposition } from '../src/composition/open-composition.ts';
import { parseComposition } from '../src/composition/read-composition.ts';
import { catalogueOf } from '../src/metadata/catalogue.ts';
import { findPackages } from '../src/metadata/find-packages.ts';
import { projectForEach } from './support/project.ts';
import { sora } from './support/sora.ts';

const project = projectForEach();

async function build(text: string, ...packages: readonly string[]) {
  project.install(...packages);
  const catalogue = catalogueOf(await findPackages(project.folder));
  return openComposition(parseComposition(text, 'net.yaml'), catalogue, 'if-needed');
}

const INPUT = `version: 1
steps:
  - kind: combinator-core/input@1
    options: { shape: [batch, 8], dtype: float32 }
`;
const DENSE = '{ kind: combinator-core/dense@1, options: { units: 8 } }';

test.each([
  ['a step by its kind alone', '  - combinator-core/relu@1\n', 'y: [batch, 8] float32', []],
  [
    'a named group',
    `  - { name: head, steps: [${DENSE}] }\n`,
    'y: [batch, 8] float32',
    ['head/dense/kernel', 'head/dense/bias'],
  ],
  [
    'a residual',
    `  - { residual: ${DENSE} }\n`,
    'y: [batch, 8] float32',
    ['residual/kernel', 'residual/bias'],
  ],
  [
    'a residual with a shortcut',
    `  - { residual: [${DENSE}], shortcut: ${DENSE}, name: block }\n`,
    'y: [batch, 8] float32',
    ['block/dense/kernel', 'block/dense/bias', 'block/shortcut/kernel', 'block/shortcut/bias'],
  ],
  [
    'a repetition',
    `  - { repeat: 2, steps: [${DENSE}] }\n`,
    'y: [batch, 8] float32',
    [
      'repeat/0/dense/kernel',
      'repeat/0/dense/bias',
      'repeat/1/dense/kernel',
      'repeat/1/dense/bias',
    ],
  ],
  [
    'branches',
    `  - branch: { wide: ${DENSE}, deep: [${DENSE}, combinator-core/relu@1] }\n`,
    'deep: [batch, 8] float32; wide: [batch, 8] float32',
    [
      'branch/deep/dense/kernel',
      'branch/deep/dense/bias',
      'branch/wide/kernel',
      'branch/wide/bias',
    ],
  ],
  [
    'something frozen',
    `  - { freeze: ${DENSE} }\n`,
    'y: [batch, 8] float32',
    ['dense/kernel', 'dense/bias'],
  ],
  [
    'a graph',
    `  - graph:
      inputs: { x: { shape: [batch, 8], dtype: float32 } }
      nodes:
        - { name: hidden, kind: combinator-core/dense@1, options: { units: 8 }, inputs: { x: x } }
        - { name: sum, kind: combinator-core/add@1, inputs: { a: hidden, b: x } }
        - { name: more, steps: [combinator-core/relu@1, ${DENSE}], inputs: { x: sum } }
      outputs: { y: more }
    name: block
`,
    'y: [batch, 8] float32',
    [
      'block/hidden/kernel',
      'block/hidden/bias',
      'block/more/dense/kernel',
      'block/more/dense/bias',
    ],
  ],
  [
    'parts of a kind',
    `  - { kind: combinator-core/repeat@1, options: { times: 2 }, parts: [combinator-core/relu@1] }\n`,
    'y: [batch, 8] float32',
    [],
  ],
])('%s', async (_title, step, output, weights) => {
  const { particle, loaded } = await build(INPUT + step);
  expect(formatPorts(particle.output)).toBe(output);
  expect(Object.keys(particle.params)).toEqual(weights);
  expect(loaded).toEqual([]);
});

test('from image files to labels, with packages that are found by the kinds', async () => {
  const { particle, loaded, byMetadata } = await build(
    `{ "version": 1, "steps": [
      { "perItem": [
        { "kind": "image-preprocess/decodeImage@1", "options": { "channels": 1 } },
        { "kind": "image-preprocess/resize@1", "options": { "size": [28, 28] } } ] },
      "conv-recognizer/maxPool2d@1",
      { "kind": "conv-recognizer/conv2d@1", "options": { "filters": 5, "kernelSize": 3 } } ] }`,
    'image-preprocess',
    'conv-recognizer',
  );
  expect(formatPorts(particle.output)).toBe('y: [batch, 12, 12, 5] float32');
  expect({ loaded, byMetadata }).toEqual({
    loaded: ['@sora-particles/conv-recognizer'],
    byMetadata: ['@sora-particles/image-preprocess'],
  });
});

/** Broken files: what they hold, and how the message begins. */
const broken: readonly (readonly [title: string, text: string, message: RegExp])[] = [
  ['YAML that is cut off', 'version: 1\nsteps: [', /^net\.yaml:2:\d+: not well-formed: /],
  ['a key twice', 'version: 1\nversion: 1\n', /^net\.yaml:2:1: not well-formed: .*unique/],
  ['a tab', 'version: 1\nsteps:\n\t- x', /^net\.yaml:3:\d: not well-formed: /],
  ['an alias', 'version: &a 1\nsteps: *a', /^net\.yaml:2:8: aliases are not supported/],
  ['a tag', 'version: 1\nsteps: !!js/function "x"', /^net\.yaml:2:\d+: not well-formed: /],
  ['two documents', '--- \nversion: 1\nsteps: [a]\n---\nversion: 1', /not well-formed: /],
  ['a prototype', 'version: 1\n__proto__: { x: 1 }', /^net\.yaml:2:1: '__proto__' cannot be a key/],
  [
    'another version',
    'version: 2\nsteps: [a]',
    /^net\.yaml:1:10: 'version' is not what it must be/,
  ],
  ['no steps', 'version: 1', /^net\.yaml:1:1: 'steps' is missing/],
  ['empty steps', 'version: 1\nsteps: []', /^net\.yaml:2:8: 'steps' is not what it must be/],
  [
    'a misspelt key',
    'version: 1\nsteps:\n  - kid: a/b@1',
    /^net\.yaml:3:5: .*\n.*\n.*\n {2}remedy: {3}did you mean 'kind'\?/,
  ],
  [
    'a key of no form',
    'version: 1\nsteps:\n  - kind: a/b@1\n    option: {}',
    /^net\.yaml:4:13: there is no key 'option' here\n.*\n {2}remedy: {3}did you mean 'options'\?/,
  ],
  [
    'a name among options',
    'version: 1\nsteps:\n  - kind: a/b@1\n    options: { name: x }',
    /^net\.yaml:4:\d+: 'name' is not/,
  ],
  ['not a number', 'version: .nan\nsteps: [a]', /^net\.yaml:1:10: NaN is no value here/],
  [
    'deep nesting',
    `version: 1\nsteps: ${'['.repeat(100)}${']'.repeat(100)}`,
    /nested more than 64 deep/,
  ],
];

test.each(broken)('%s is refused with line and column', (_title, text, message) => {
  expect(() => parseComposition(text, 'net.yaml')).toThrow(ParticleError);
  expect(() => parseComposition(text, 'net.yaml')).toThrow(message);
});

const steps = (...lines: readonly string[]) => `${INPUT}${lines.join('\n')}\n`;

test.each([
  [
    'a wrong option',
    steps('  - kind: combinator-core/dense@1', '    options: { unit: 8 }'),
    /^net\.yaml:5:5: dense\(\) has no option 'unit'\n {2}expected: one of units/,
  ],
  [
    'a wrong value',
    steps('  - kind: combinator-core/dense@1', '    options: { units: 0 }'),
    /^net\.yaml:5:5: dense\(\): 'units' must be a positive integer/,
  ],
  [
    'an inner step',
    steps(
      '  - branch:',
      '      a: combinator-core/relu@1',
      '      b: { kind: combinator-core/dense@1 }',
    ),
    /^net\.yaml:7:10: dense\(\) needs the option 'units'/,
  ],
  [
    'a step that does not fit',
    steps(
      '  - kind: combinator-core/reshape@1',
      '    options: { shape: [2, 2, 2] }',
      '  - { residual: { kind: combinator-core/dense@1, options: { units: 3 } } }',
    ),
    /^net\.yaml:7:5: .*needs 3, got 2/,
  ],
  [
    'a node of a graph',
    steps(
      '  - graph:',
      '      inputs: { x: { shape: [batch, 8] } }',
      '      nodes:',
      '        - { name: a, kind: combinator-core/relu@1, inputs: { x: z } }',
      '      outputs: { y: a }',
    ),
    /^net\.yaml:8:11: .*'z'/,
  ],
  [
    'an unknown kind',
    steps('  - combinator-core/dens@1'),
    /^net\.yaml:5:5: no installed package makes the kind 'combinator-core\/dens@1'/,
  ],
  [
    'a kind without its package',
    steps('  - dense'),
    /remedy: +did you mean combinator-core\/dense@1/,
  ],
])('%s is told with its place', async (_title, text, message) => {
  await expect(build(text, 'combinator-core')).rejects.toThrow(message);
});

test('an adapter that is installed is suggested, as it is written in the file', async () => {
  const text = `version: 1
steps:
  - kind: combinator-core/input@1
    options: { shape: [batch, 28, 28, 1], dtype: float32, range: [0, 255], layout: NHWC }
  - kind: combinator-core/decodeLabels@1
    options: { labels: [a, b] }
`;
  await expect(build(text)).rejects.toThrow(/^net\.yaml:5:5: /);
  const pixels = text.replace(
    /- kind: combinator-core\/decodeLabels@1[^]*$/,
    `- kind: combinator-core/input@1
    options: { shape: [batch, 784], dtype: float32, range: [0, 1] }
`,
  );
  await expect(build(pixels)).rejects.toThrow(
    "insert `flatten()`, then `rescale(1 / 255)` between 'input' and 'input' (in the file: combinator-core/flatten@1, then combinator-core/rescale@1)",
  );
  const pooled = text.replace(
    /- kind: combinator-core\/decodeLabels@1[^]*$/,
    `- kind: combinator-core/input@1
    options: { shape: [batch, 1], dtype: float32 }
`,
  );
  await expect(build(pooled, 'conv-recognizer')).rejects.toThrow(/globalAveragePool@1/);
});

test('a kind that is not installed tells what to install', async () => {
  project.write('net.yaml', 'version: 1\nsteps: [conv-recognizer/conv2d@1]');
  const { code, err } = await sora(project.folder, ['check', 'net.yaml']);
  expect(code).toBe(1);
  expect(err).toContain('net.yaml:2:9: ');
  expect(err).toContain('npm install @sora-particles/conv-recognizer');
  expect(err).toContain('[kind-unknown]');
});
