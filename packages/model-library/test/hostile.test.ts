import { disposeVariables, type ErrorCode, type Json } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { memory } from '@tensorflow/tfjs-core';
import {
  bytesOf,
  COMMIT,
  type Files,
  type LooseManifest,
  MANIFEST,
  manifestOf,
  savedFiles,
  sha256,
  storeOf,
  VERSION,
  weightsOf,
  withManifest,
  withWeights,
} from './support/artefact.ts';
import { codeOf } from './support/codes.ts';
import { registry } from './support/model.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

/** Row 2 of the reliability table: named files, a typed error each. */
let files: Files;
beforeAll(async () => {
  files = await savedFiles();
});

async function refusal(forged: Files): Promise<ErrorCode | 'nothing'> {
  const before = memory().numTensors;
  const library = createLibrary(storeOf(forged));
  const code = await codeOf(async () => {
    disposeVariables((await library.load('m', { registry })).variables);
  });
  expect(memory().numTensors).toBe(before);
  return code;
}

const without = (path: string): Files => new Map([...files].filter(([each]) => each !== path));
const replaced = (path: string, content: Uint8Array | string): Files =>
  new Map([...files, [path, typeof content === 'string' ? bytesOf(content) : content]]);
const text = (): string => new TextDecoder().decode(files.get(MANIFEST));

/** The manifest after a change for which COMMIT vouches. */
function forged(change: (manifest: LooseManifest) => void): Files {
  const manifest = manifestOf(files);
  change(manifest);
  return withManifest(files, manifest);
}

/** The small model's particles with another one at the end. */
function withNode(node: {
  kind: string;
  name?: string;
  config?: { [key: string]: Json };
  children?: Json;
}): Files {
  return forged(({ particle }) => {
    particle.nodes.push({ name: 'x', config: {}, children: [particle.nodes.length - 1], ...node });
  });
}

const headerOf = (header: string, data = 0): Uint8Array => {
  const json = bytesOf(header);
  const file = new Uint8Array(8 + json.byteLength + data);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  file.set(json, 8);
  return file;
};

const corpus: Readonly<
  Record<string, readonly (readonly [string, () => Files, ...ErrorCode[]])[]>
> = {
  'a version that is not whole': [
    ['no COMMIT', () => without(COMMIT), 'store-not-found'],
    ['no manifest', () => without(MANIFEST), 'store-not-found'],
    [
      'no weights',
      () => without(`m/objects/${manifestOf(files).files[0]!.sha256}.safetensors`),
      'artefact-corrupted',
    ],
    ['an empty COMMIT', () => replaced(COMMIT, ''), 'artefact-corrupted'],
    ['an empty manifest', () => withManifest(files, ''), 'artefact-invalid'],
    [
      'empty weights',
      () => replaced(`m/objects/${manifestOf(files).files[0]!.sha256}.safetensors`, ''),
      'artefact-corrupted',
    ],
    ['half a manifest', () => withManifest(files, text().slice(0, 500)), 'artefact-invalid'],
    [
      'a manifest and something behind it',
      () => withManifest(files, `${text()}{}`),
      'artefact-invalid',
    ],
  ],
  'checks that do not agree': [
    ['COMMIT of another manifest', () => replaced(COMMIT, '0'.repeat(64)), 'artefact-corrupted'],
    [
      'COMMIT in capitals',
      () => replaced(COMMIT, sha256(files.get(MANIFEST)!).toUpperCase()),
      'artefact-corrupted',
    ],
    [
      'COMMIT and a line end',
      () => replaced(COMMIT, `${sha256(files.get(MANIFEST)!)}\n`),
      'artefact-too-large',
    ],
    ['a manifest that was changed', () => replaced(MANIFEST, `${text()} `), 'artefact-corrupted'],
    [
      'the files of weights exchanged',
      () => {
        const [a, b] = manifestOf(files).files.map(
          ({ sha256: hash }) => `m/objects/${hash}.safetensors`,
        );
        return new Map([...files, [a!, files.get(b!)!], [b!, files.get(a!)!]]);
      },
      'artefact-corrupted',
    ],
    [
      'a byte count that is too small',
      () => forged(({ files: [first] }) => void first!.bytes--),
      'artefact-corrupted',
    ],
    [
      'a byte count that is too large',
      () => forged(({ files: [first] }) => void first!.bytes++),
      'artefact-corrupted',
    ],
    [
      'tensors exchanged between files',
      () =>
        forged(({ tensors }) => {
          const [a, b] = [tensors[0]!, tensors.find(({ file }) => file !== tensors[0]!.file)!];
          [a.file, b.file] = [b.file, a.file];
        }),
      'artefact-invalid',
    ],
  ],
  'code, paths and addresses, as in CVE-2024-3660, CVE-2025-1550, CVE-2025-8747, CVE-2025-9905, CVE-2025-9906':
    [
      [
        'a Lambda layer with code',
        () => withNode({ kind: 'keras/Lambda@1', config: { function: 'BASE64PICKLE' } }),
        'kind-unknown',
      ],
      [
        'a module to import',
        () => withNode({ kind: 'os/system@1', config: { module: 'os', class_name: 'system' } }),
        'kind-unknown',
      ],
      ['a kind of an npm package', () => withNode({ kind: '@evil/package/run@1' }), 'kind-unknown'],
      ['a kind that is a path', () => withNode({ kind: '../../evil.js' }), 'kind-unknown'],
      [
        'a kind that is an address',
        () => withNode({ kind: 'https://example.org/evil.js' }),
        'kind-unknown',
      ],
      [
        'a kind that is a data address',
        () => withNode({ kind: 'data:text/javascript,evil()' }),
        'kind-unknown',
      ],
      ['a kind of node itself', () => withNode({ kind: 'node:child_process' }), 'kind-unknown'],
      ['constructor as a kind', () => withNode({ kind: 'constructor' }), 'kind-unknown'],
      ['__proto__ as a kind', () => withNode({ kind: '__proto__' }), 'kind-unknown'],
      [
        'another major version of a kind',
        () => withNode({ kind: 'combinator-core/relu@2' }),
        'kind-unknown',
      ],
      [
        'a function in a configuration',
        () => withNode({ kind: 'combinator-core/relu@1', config: { run: 'process.exit()' } }),
        'option-unknown',
        'manifest-invalid',
      ],
      [
        'an activation that is code',
        () =>
          forged(
            ({ particle }) =>
              void (particle.nodes.find(({ kind }) => kind === 'combinator-core/dense@1')!.config[
                'activation'
              ] = 'require("fs")'),
          ),
        'option-invalid',
      ],
      [
        'an activation of Object.prototype',
        () =>
          forged(
            ({ particle }) =>
              void (particle.nodes.find(({ kind }) => kind === 'combinator-core/dense@1')!.config[
                'activation'
              ] = 'toString'),
          ),
        'option-invalid',
      ],
      [
        'a flag that asks for trust',
        () => forged((manifest) => void (manifest['safe_mode'] = false)),
        'artefact-invalid',
      ],
      [
        'an address of weights',
        () => forged((manifest) => void (manifest['weightsUrl'] = 'https://example.org/')),
        'artefact-invalid',
      ],
    ],
  'paths in the place of hashes, as in CVE-2026-1669': [
    ...[
      '../../../etc/passwd',
      '/etc/passwd',
      'C:\\Windows',
      'https://example.org/a',
      'file:///etc/passwd',
      '\u0000',
      `${'0'.repeat(63)}/`,
      `../${'0'.repeat(61)}`,
      '0'.repeat(63),
      '0'.repeat(65),
      'G'.repeat(64),
      'A'.repeat(64),
    ].map(
      (path) =>
        [
          `the file ${JSON.stringify(path)}`,
          () =>
            forged((manifest) => {
              manifest.files[0]!.sha256 = path;
              for (const tensor of manifest.tensors) tensor.file = path;
            }),
          'artefact-invalid',
        ] as const,
    ),
  ],
  'weights in formats that can hold more than numbers': [
    ...(
      [
        ['a pickle', '\x80\x04\x95'],
        ['a ZIP archive', 'PK\x03\x04'],
        ['HDF5', '\x89HDF\r\n\x1a\n'],
        ['NumPy', '\x93NUMPY'],
        ['a program', '\x7fELF'],
        ['a shell script', '#!/bin/sh\n'],
        ['a web page', '<html>'],
      ] as const
    ).map(
      ([what, begin]) =>
        [
          what,
          () => {
            const weights = new Uint8Array(weightsOf(files, 0).byteLength);
            weights.set(Uint8Array.from(begin, (c) => c.charCodeAt(0)));
            return withWeights(files, 0, weights);
          },
          'artefact-too-large',
          'artefact-corrupted',
          'artefact-invalid',
        ] as const,
    ),
  ],
  'fields that are missing, unknown or of another type': [
    ...[
      'format',
      'version',
      'requiredFeatures',
      'card',
      'particle',
      'contract',
      'packages',
      'tensors',
      'files',
    ].flatMap((key) => [
      [
        `no ${key}`,
        () => forged((manifest) => void Reflect.deleteProperty(manifest, key)),
        'artefact-invalid',
      ] as const,
      [
        `null as ${key}`,
        () => forged((manifest) => void Object.assign(manifest, { [key]: null })),
        'artefact-invalid',
      ] as const,
      [
        `text as ${key}`,
        () => forged((manifest) => void Object.assign(manifest, { [key]: 'x' })),
        'artefact-invalid',
      ] as const,
    ]),
    [
      'an unknown field',
      () => forged((manifest) => void (manifest['comment'] = '')),
      'artefact-invalid',
    ],
    [
      'an unknown field of a tensor',
      () => forged(({ tensors }) => void (tensors[0]!['offset'] = 0)),
      'artefact-invalid',
    ],
    [
      'an unknown field of a file',
      () => forged((manifest) => void (manifest.files[0]!['path'] = '')),
      'artefact-invalid',
    ],
    [
      'an unknown field of the card',
      () => forged((manifest) => void ((manifest['card'] as { [key: string]: Json })['url'] = '')),
      'artefact-invalid',
    ],
    [
      'an unknown field of a node',
      () => withNode({ kind: 'combinator-core/relu@1', children: [], ...{ run: 'x' } }),
      'manifest-invalid',
    ],
    [
      'a metric that is text',
      () =>
        forged(
          (manifest) => void Object.assign(manifest['card'] as object, { metrics: { a: '1' } }),
        ),
      'artefact-invalid',
    ],
    [
      'a time that is none',
      () =>
        forged(
          (manifest) =>
            void Object.assign(manifest['card'] as object, { createdAt: '2026-13-45T99:00:00Z' }),
        ),
      'artefact-invalid',
    ],
    [
      'another format',
      () => forged((manifest) => void (manifest['format'] = 'graph-model')),
      'artefact-invalid',
    ],
    [
      'a Keras configuration',
      () => withManifest(files, { class_name: 'Sequential', config: { layers: [] } }),
      'artefact-invalid',
    ],
  ],
  'what is newer than this package': [
    [
      'another format version',
      () => forged((manifest) => void (manifest['version'] = 2)),
      'artefact-too-new',
    ],
    [
      'another format version and unknown fields',
      () => forged((manifest) => void Object.assign(manifest, { version: 3, quantization: {} })),
      'artefact-too-new',
    ],
    [
      'a feature that is required',
      () => forged((manifest) => void (manifest['requiredFeatures'] = ['float16'])),
      'artefact-too-new',
    ],
    [
      'a version of 0',
      () => forged((manifest) => void (manifest['version'] = 0)),
      'artefact-invalid',
    ],
    [
      'a version that is text',
      () => forged((manifest) => void (manifest['version'] = '1')),
      'artefact-invalid',
    ],
  ],
  'tensors that are not those of the particle': [
    [
      'one missing',
      () => forged(({ tensors }) => void tensors.pop()),
      'artefact-invalid',
      'variable-missing',
    ],
    [
      'none at all',
      () => forged((manifest) => void Object.assign(manifest, { tensors: [], files: [] })),
      'variable-missing',
    ],
    [
      'one twice',
      () => forged(({ tensors }) => void tensors.push({ ...tensors[0]! })),
      'artefact-invalid',
    ],
    [
      'one of another name',
      () => forged(({ tensors }) => void (tensors[0]!.name = 'other')),
      'variable-missing',
    ],
    [
      'one called __proto__',
      () => forged(({ tensors }) => void (tensors[0]!.name = '__proto__')),
      'artefact-invalid',
    ],
    [
      'one called constructor',
      () => forged(({ tensors }) => void (tensors[0]!.name = 'constructor')),
      'artefact-invalid',
    ],
    [
      'one without a name',
      () => forged(({ tensors }) => void (tensors[0]!.name = '')),
      'artefact-invalid',
    ],
    [
      'one with a name of 100 kB',
      () => forged(({ tensors }) => void (tensors[0]!.name = 'x'.repeat(100_000))),
      'artefact-invalid',
    ],
    [
      'one turned round',
      () => forged(({ tensors }) => void tensors[0]!.shape.reverse()),
      'variable-invalid',
      'artefact-invalid',
    ],
    [
      'one flattened',
      () =>
        forged(
          ({ tensors }) =>
            void (tensors[0]!.shape = [tensors[0]!.shape.reduce((a, b) => a * b, 1)]),
        ),
      'variable-invalid',
      'artefact-invalid',
    ],
    [
      'one of another type',
      () => forged(({ tensors }) => void (tensors[0]!['dtype'] = 'int32')),
      'variable-invalid',
      'artefact-invalid',
    ],
    [
      'one of text',
      () => forged(({ tensors }) => void (tensors[0]!['dtype'] = 'string')),
      'artefact-invalid',
    ],
    [
      'state that shall be trained',
      () =>
        forged(
          ({ tensors }) =>
            void (tensors.find(({ name }) => name.endsWith('movingMean'))!['trainable'] = true),
        ),
      'variable-invalid',
    ],
    [
      'null as weights',
      () => forged(({ tensors }) => void Object.assign(tensors[0]!, { file: null })),
      'artefact-invalid',
    ],
    [
      'a file that no tensor uses',
      () => forged((manifest) => void manifest.files.push({ sha256: '0'.repeat(64), bytes: 100 })),
      'artefact-invalid',
    ],
    [
      'a file twice',
      () => forged((manifest) => void manifest.files.push({ ...manifest.files[0]! })),
      'artefact-invalid',
    ],
    [
      'a file that is not in the list',
      () => forged(({ tensors }) => void (tensors[0]!.file = '0'.repeat(64))),
      'artefact-invalid',
    ],
    [
      'weights that hold one more',
      () =>
        withWeights(
          files,
          0,
          headerOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
        ),
      'artefact-invalid',
    ],
    [
      'weights that are NaN',
      () => {
        const weights = weightsOf(files, 0).slice();
        weights.fill(0xff, -4);
        return withWeights(files, 0, weights);
      },
      'value-not-finite',
    ],
  ],
  'particles that promise something else': [
    [
      'another hash of the contract',
      () => forged((manifest) => void (manifest['contract'] = '0'.repeat(64))),
      'contract-invalid',
    ],
    [
      'more units',
      () =>
        forged(
          ({ particle }) =>
            void (particle.nodes.find(({ name }) => name === 'logits')!.config['units'] = 3),
        ),
      'contract-invalid',
    ],
    [
      'another input',
      () => forged(({ particle }) => void (particle.nodes[0]!.config['shape'] = ['batch', 5])),
      'contract-invalid',
    ],
    [
      'another meaning',
      () =>
        forged(
          ({ particle }) =>
            void (particle.nodes.find(({ name }) => name === 'logits')!.config['meaning'] =
              'embedding'),
        ),
      'contract-invalid',
    ],
    [
      'no frozen part',
      () => forged(({ particle }) => void particle.nodes.splice(0, 1)),
      'manifest-invalid',
      'contract-invalid',
      'composition-empty',
    ],
  ],
  'wiring that cannot be': [
    ['no nodes', () => forged(({ particle }) => void (particle.nodes = [])), 'manifest-invalid'],
    [
      'a part that comes later',
      () => withNode({ kind: 'combinator-core/chain@1', children: [999] }),
      'manifest-invalid',
    ],
    [
      'a part of itself',
      () =>
        forged(
          ({ particle }) => void (particle.nodes.at(-1)!['children'] = [particle.nodes.length - 1]),
        ),
      'manifest-invalid',
    ],
    [
      'a part before the first',
      () => withNode({ kind: 'combinator-core/chain@1', children: [-1] }),
      'manifest-invalid',
    ],
    [
      'half a part',
      () => withNode({ kind: 'combinator-core/chain@1', children: [0.5] }),
      'manifest-invalid',
    ],
    [
      'a part by name',
      () => withNode({ kind: 'combinator-core/chain@1', children: ['input'] }),
      'manifest-invalid',
    ],
    [
      'parts of what has none',
      () => withNode({ kind: 'combinator-core/relu@1' }),
      'manifest-invalid',
    ],
    [
      '2^40 particles out of 40',
      () =>
        forged(({ particle }) => {
          particle.nodes = [
            { kind: 'combinator-core/relu@1', name: 'relu', config: {}, children: [] },
          ];
          for (let i = 0; i < 40; i++)
            particle.nodes.push({
              kind: 'combinator-core/chain@1',
              name: 'chain',
              config: {},
              children: [i, i],
            });
        }),
      'manifest-invalid',
    ],
    [
      'steps that do not fit',
      () => forged(({ particle }) => void (particle.nodes[0]!.config['dtype'] = 'int32')),
      'dtype-mismatch',
    ],
    [
      'a weight of 2^53 units',
      () =>
        forged(
          ({ particle }) =>
            void (particle.nodes.find(({ name }) => name === 'logits')!.config['units'] =
              2 ** 53 - 1),
        ),
      'contract-invalid',
      'option-invalid',
    ],
    [
      'a unit less than none',
      () =>
        forged(
          ({ particle }) =>
            void (particle.nodes.find(({ name }) => name === 'logits')!.config['units'] = -1),
        ),
      'option-invalid',
    ],
    [
      'a name that is a path',
      () => forged(({ particle }) => void (particle.nodes[0]!['name'] = '../../x')),
      'name-invalid',
      'manifest-invalid',
    ],
    [
      'a configuration nested too deeply',
      () =>
        withNode({
          kind: 'combinator-core/relu@1',
          config: { a: JSON.parse('['.repeat(14) + ']'.repeat(14)) as Json },
        }),
      'artefact-too-large',
      'manifest-invalid',
    ],
  ],
};

describe.each(Object.entries(corpus))('%s', (_, cases) => {
  test.each(cases.map(([name, make, ...codes]) => ({ name, make, codes })))(
    '$name',
    async ({ make, codes }) => {
      expect(codes).toContain(await refusal(make()));
    },
  );
});

/** Row 5: keys that mean something to JavaScript, at every object of the manifest. */
describe('keys of JavaScript', () => {
  const keys = [
    '__proto__',
    'constructor',
    'prototype',
    '__defineGetter__',
    '__lookupSetter__',
    '\\u005f_proto__',
  ];

  test.each(keys)('%s is refused at every place, and pollutes nothing', async (key) => {
    const original = text();
    const places = [...original.matchAll(/\{/g)].map(({ index }) => index + 1);
    expect(places.length).toBeGreaterThan(20);
    for (const at of places) {
      const separator = original.slice(at).trimStart().startsWith('}') ? '' : ',';
      const changed = `${original.slice(0, at)}"${key}":{"polluted":true}${separator}${original.slice(at)}`;
      expect(await refusal(withManifest(files, changed))).toBe('artefact-invalid');
      expect('polluted' in {}).toBe(false);
    }
  });

  test.each(keys)('%s is refused as the name of a tensor in a file of weights', async (key) => {
    const forgedWeights = headerOf(
      `{"${key}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
    );
    expect(await refusal(withWeights(files, 0, forgedWeights))).toBe('artefact-invalid');
  });

  test.each([
    ['manifest', 200_000],
    ['header', 200_000],
  ])('a %s nested 100,000 deep overflows no stack', async (where, length) => {
    const deep = '[{"a":'.repeat(length / 2);
    const code =
      where === 'manifest'
        ? await refusal(withManifest(files, deep.slice(0, (1 << 20) - 1)))
        : await refusal(withWeights(files, 0, headerOf(deep.slice(0, (1 << 20) - 1))));
    expect(['artefact-too-large', 'artefact-invalid']).toContain(code);
  });
});

test('the corpus is about a version that would load', async () => {
  expect(await refusal(files)).toBe('nothing');
  expect([...files.keys()].filter((path) => path.startsWith(VERSION))).toHaveLength(2);
});
