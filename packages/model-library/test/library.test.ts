import fc from 'fast-check';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  apply,
  chain,
  createModel,
  disposeVariables,
  initialize,
  type Variables,
} from '@sora-particles/combinator-core';
import { dense, dropout, input, relu, tanh } from '@sora-particles/combinator-core/elementary';
import {
  createLibrary,
  memoryStore,
  type Library,
  type Store,
} from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { add, cast, memory, mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { codeOf } from './support/codes.ts';
import { newFolder } from './support/folders.ts';
import { numbersOf, registry, smallModel } from './support/model.ts';

// The machine may be busy with other tests.
jest.setTimeout(120_000);

const NOW = '2026-11-23T16:00:00.000Z';
const open = (store: Store = memoryStore()): Library => createLibrary(store, { now: () => NOW });

describe.each<[string, () => Promise<Store>]>([
  ['in memory', () => Promise.resolve(memoryStore())],
  ['in a folder', async () => fileStore(await newFolder())],
])('a library %s', (_, openStore) => {
  test('loads what was saved: the same particle, weights, state and marks', async () => {
    const library = open(await openStore());
    const { particle, variables } = smallModel();
    const version = await library.save('digits', { particle, variables });
    const loaded = await library.load('digits', { registry });
    expect(version).toBe(1);
    expect(loaded.version).toBe(1);
    expect(numbersOf(loaded.variables)).toEqual(numbersOf(variables));
    expect(Object.keys(loaded.variables)).toEqual(Object.keys(variables));
    const x = tensor([[1, -2, 3, 0.5]]);
    const before = apply(particle, variables, { x }).outputs['y'] as Tensor;
    const after = apply(loaded.particle, loaded.variables, { x }).outputs['y'] as Tensor;
    expect([...after.dataSync()]).toEqual([...before.dataSync()]);
  });

  test('numbers versions, lists the complete ones and loads the latest or a named one', async () => {
    const library = open(await openStore());
    for (const seed of [1, 2, 3]) await library.save('digits', smallModel(seed));
    await library.save('other', smallModel(4));
    expect(await library.list()).toEqual(['digits', 'other']);
    expect(await library.versions('digits')).toEqual([1, 2, 3]);
    expect(await library.versions('nothing')).toEqual([]);
    const latest = await library.load('digits', { registry });
    const second = await library.load('digits', { registry, version: 2 });
    expect(numbersOf(latest.variables)).toEqual(numbersOf(smallModel(3).variables));
    expect(numbersOf(second.variables)).toEqual(numbersOf(smallModel(2).variables));
  });

  test('removes a version and the files that no other needs, and never uses its number again', async () => {
    const store = await openStore();
    const library = open(store);
    await library.save('digits', smallModel(1));
    await library.save('digits', smallModel(2));
    const before = await store.list('digits/objects');
    await library.remove('digits', { version: 2 });
    expect(await library.versions('digits')).toEqual([1]);
    expect(await codeOf(() => library.load('digits', { registry, version: 2 }))).toBe(
      'artefact-incomplete',
    );
    const after = await store.list('digits/objects');
    expect(after.length).toBeLessThan(before.length);
    expect(await library.verify('digits')).toMatchObject([
      { status: 'intact' },
      { status: 'incomplete' },
    ]);
    expect(await library.save('digits', smallModel(3))).toBe(3);
    await library.remove('digits');
    expect(await library.list()).toEqual([]);
    expect(await store.list('')).toEqual([]);
  });

  test('keeps every file while a version cannot be read, when another is removed', async () => {
    const store = await openStore();
    const library = open(store);
    for (const seed of [1, 2]) await library.save('digits', smallModel(seed));
    const before = await store.list('digits/objects');
    await store.write('digits/versions/00000001/manifest.json', new Uint8Array([1]));
    await library.remove('digits', { version: 2 });
    expect(await store.list('digits/objects')).toEqual(before);
  });

  test('shares the files of frozen weights between versions', async () => {
    const store = await openStore();
    const library = open(store);
    const { particle, variables } = smallModel();
    await library.save('digits', { particle, variables });
    const trained: Variables = Object.fromEntries(
      Object.entries(variables).map(([path, { value, trainable }]) => [
        path,
        { value: trainable ? add(value, 1) : value, trainable },
      ]),
    );
    await library.save('digits', { particle, variables: trained });
    await library.save('digits', { particle, variables: trained });
    // One file of frozen weights, and one of the rest for each of the two states of training.
    expect(await store.list('digits/objects')).toHaveLength(3);
    const [first] = await library.verify('digits');
    expect(first).toEqual({ version: 1, status: 'intact' });
  });

  test('verify finds what is broken and says why', async () => {
    const store = await openStore();
    const library = open(store);
    for (const seed of [1, 2, 3, 4]) await library.save('digits', smallModel(seed));
    const { tensors } = await library.describe('digits', { version: 2 });
    await store.remove(`digits/objects/${tensors[0]!.file}.safetensors`);
    await store.remove('digits/versions/00000003/COMMIT');
    await store.write('digits/versions/00000004/COMMIT', new TextEncoder().encode('0'.repeat(64)));
    expect(await library.verify('digits', { registry })).toMatchObject([
      { version: 1, status: 'intact' },
      { version: 2, status: 'broken', error: { code: 'artefact-corrupted' } },
      { version: 3, status: 'incomplete', error: { code: 'artefact-incomplete' } },
      { version: 4, status: 'broken', error: { code: 'artefact-corrupted' } },
    ]);
    expect(await library.verify('digits', { version: 9 })).toMatchObject([
      { version: 9, status: 'broken', error: { code: 'store-not-found' } },
    ]);
    expect(await library.verify('nothing')).toEqual([]);
  });

  test('skips versions that are not complete, unless they are named', async () => {
    const store = await openStore();
    const library = open(store);
    await library.save('digits', smallModel(1));
    await store.writeFolder('digits/versions/00000002', { 'manifest.json': new Uint8Array([1]) });
    await store.writeFolder('half/versions/00000001', { 'manifest.json': new Uint8Array([1]) });
    expect(await library.list()).toEqual(['digits']);
    expect(await library.versions('digits')).toEqual([1]);
    expect((await library.load('digits', { registry })).version).toBe(1);
    expect(await codeOf(() => library.load('digits', { registry, version: 2 }))).toBe(
      'artefact-incomplete',
    );
    expect(await codeOf(() => library.load('half', { registry }))).toBe('store-not-found');
    expect(await library.save('digits', smallModel(2))).toBe(3);
  });

  test('lets one of two savers through, and the other try again', async () => {
    const library = open(await openStore());
    const results = await Promise.allSettled(
      [1, 2].map((seed) => library.save('digits', smallModel(seed))),
    );
    const codes = results.map((result) =>
      result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code,
    );
    expect(codes.sort()).toEqual([1, 'store-busy']);
    expect(await library.save('digits', smallModel(2))).toBe(2);
  });
});

describe('save', () => {
  const library = open();
  const { particle, variables } = smallModel();
  const path = 'logits/kernel';
  const changed = (value: Variables[string] | undefined): Variables => {
    const { [path]: _, ...others } = variables;
    return value === undefined ? others : { ...others, [path]: value };
  };

  test.each<[string, () => Promise<unknown>, string]>([
    ['a name with a slash', () => library.save('a/b', { particle, variables }), 'name-invalid'],
    ['a name with capitals', () => library.save('Digits', { particle, variables }), 'name-invalid'],
    ['the name of a device', () => library.save('nul', { particle, variables }), 'name-invalid'],
    [
      'a name that is no text',
      () => library.save(7 as never, { particle, variables }),
      'name-invalid',
    ],
    [
      'an unknown option',
      () => library.save('m', { particle, variables, crad: {} } as never),
      'option-unknown',
    ],
    [
      'an unknown field of the card',
      () => library.save('m', { particle, variables, card: { licence: 'x' } as never }),
      'option-unknown',
    ],
    [
      'a metric that is not finite',
      () => library.save('m', { particle, variables, card: { metrics: { loss: NaN } } }),
      'option-invalid',
    ],
    [
      'a metric called __proto__',
      () =>
        library.save('m', {
          particle,
          variables,
          card: { metrics: JSON.parse('{"__proto__":1}') as never },
        }),
      'option-invalid',
    ],
    [
      'a time that is none',
      () => library.save('m', { particle, variables, card: { createdAt: 'yesterday' } }),
      'option-invalid',
    ],
    [
      'a description with half a surrogate pair',
      () => library.save('m', { particle, variables, card: { description: '\ud800' } }),
      'artefact-invalid',
    ],
    [
      'a description larger than a manifest may be',
      () => library.save('m', { particle, variables, card: { description: 'x'.repeat(1 << 25) } }),
      'artefact-too-large',
    ],
    [
      'more figures than a manifest may hold',
      () =>
        library.save('m', {
          particle,
          variables,
          card: {
            metrics: Object.fromEntries(Array.from({ length: 1_000_001 }, (__, i) => [`m${i}`, i])),
          },
        }),
      'artefact-too-large',
    ],
    [
      'a version of a package that is no text',
      () => library.save('m', { particle, variables, packages: { a: 1 as never } }),
      'option-invalid',
    ],
    [
      'something that is no particle',
      () => library.save('m', { particle: {} as never, variables }),
      'option-invalid',
    ],
    [
      'no variables',
      () => library.save('m', { particle, variables: undefined as never }),
      'option-missing',
    ],
    [
      'variables that are none',
      () => library.save('m', { particle, variables: { a: 1 } as never }),
      'option-invalid',
    ],
    [
      'a missing weight',
      () => library.save('m', { particle, variables: changed(undefined) }),
      'variable-missing',
    ],
    [
      'a weight too many',
      () => library.save('m', { particle, variables: { ...variables, extra: variables[path]! } }),
      'variable-unexpected',
    ],
    [
      'a weight of another shape',
      () =>
        library.save('m', {
          particle,
          variables: changed({ value: tensor([1]), trainable: true }),
        }),
      'variable-invalid',
    ],
    [
      'a weight of another type',
      () =>
        library.save('m', {
          particle,
          variables: changed({ value: cast(variables[path]!.value, 'int32'), trainable: true }),
        }),
      'variable-invalid',
    ],
    [
      'a weight that is NaN',
      () =>
        library.save('m', {
          particle,
          variables: changed({ value: mul(variables[path]!.value, NaN), trainable: true }),
        }),
      'value-not-finite',
    ],
    [
      'state that is marked as trainable',
      () =>
        library.save('m', {
          particle,
          variables: {
            ...variables,
            'batchNormalization/movingMean': {
              ...variables['batchNormalization/movingMean']!,
              trainable: true,
            },
          },
        }),
      'variable-invalid',
    ],
    [
      'a disposed weight',
      () => {
        const value = tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]);
        value.dispose();
        return library.save('m', { particle, variables: changed({ value, trainable: true }) });
      },
      'variable-invalid',
    ],
  ])('refuses %s before anything is written', async (_, action, code) => {
    expect(await codeOf(action)).toBe(code);
    expect(await library.list()).toEqual([]);
  });

  test('leaves the variables to the caller and keeps no tensor', async () => {
    const before = memory().numTensors;
    await library.save('kept', { particle, variables });
    expect(memory().numTensors).toBe(before);
    expect(numbersOf(variables)).toEqual(numbersOf(smallModel().variables));
  });

  test('completes the card, and keeps what the caller states', async () => {
    const card = {
      name: 'Digits',
      description: 'Reads handwritten digits.',
      license: 'Apache-2.0',
      intendedUse: 'Learning. Not for cheques.',
      authors: ['A. Author'],
      data: ['MNIST'],
      metrics: { accuracy: 0.994 },
      createdAt: '2026-01-02T03:04:05Z',
    };
    await library.save('stated', {
      particle,
      variables,
      card,
      packages: { 'my-package': '1.2.3' },
    });
    const { card: read, packages, bytes, tensors } = await library.describe('stated');
    expect(read).toEqual(card);
    expect(packages).toEqual([
      { name: 'my-package', version: '1.2.3' },
      { name: '@tensorflow/tfjs-core', version: '4.22.0' },
    ]);
    expect(bytes).toBeGreaterThan(0);
    expect(tensors).toHaveLength(Object.keys(variables).length);
    await library.save('bare', { particle, variables });
    expect((await library.describe('bare')).card).toEqual({
      name: 'bare',
      description: '',
      license: '',
      intendedUse: '',
      authors: [],
      data: [],
      metrics: {},
      createdAt: NOW,
    });
  });

  test('reads the clock for the default time of a card', async () => {
    const clocked = createLibrary(memoryStore());
    await clocked.save('m', { particle, variables });
    const { createdAt } = (await clocked.describe('m')).card;
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
  });

  test('writes the layout that the README describes', async () => {
    const folder = await newFolder();
    const store = fileStore(folder);
    await open(store).save('digits', { particle, variables });
    expect(await store.list('digits')).toEqual(['objects', 'versions']);
    expect(await store.list('digits/versions')).toEqual(['00000001']);
    expect(await store.list('digits/versions/00000001')).toEqual(['COMMIT', 'manifest.json']);
    const manifest = await readFile(join(folder, 'digits/versions/00000001/manifest.json'), 'utf8');
    const { files } = JSON.parse(manifest) as { files: { sha256: string; bytes: number }[] };
    for (const { sha256, bytes } of files) {
      const { size } = await stat(join(folder, `digits/objects/${sha256}.safetensors`));
      expect(size).toBe(bytes);
    }
  });

  test('gives equal bytes for equal models', async () => {
    const content: string[] = [];
    for (let i = 0; i < 2; i++) {
      const folder = await newFolder();
      await open(fileStore(folder)).save('m', smallModel(7));
      content.push(await readFile(join(folder, 'm/versions/00000001/manifest.json'), 'utf8'));
    }
    expect(content[0]).toBe(content[1]);
  });
});

describe('load', () => {
  test('gives what createModel takes', async () => {
    const library = open();
    await library.save('digits', smallModel());
    const before = memory().numTensors;
    const { particle, variables } = await library.load('digits', { registry });
    const model = createModel(particle, variables);
    const x = tensor([[1, 2, 3, 4]]);
    const y = await model.predict(x as never);
    x.dispose();
    for (const each of [y].flat()) (each as { dispose?: () => void }).dispose?.();
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test.each<[string, object, string]>([
    ['no registry', {}, 'option-missing'],
    ['a registry that is none', { registry: [] }, 'option-invalid'],
    ['an unknown option', { registry, versoin: 1 }, 'option-unknown'],
    ['a version of 0', { registry, version: 0 }, 'option-invalid'],
    ['half a version', { registry, version: 1.5 }, 'option-invalid'],
    ['a version that is text', { registry, version: '1' }, 'option-invalid'],
    ['a version that is not there', { registry, version: 99 }, 'store-not-found'],
    ['more bytes than it may take', { registry, maxBytes: 10 }, 'artefact-too-large'],
  ])('refuses %s', async (_, options, code) => {
    const library = open();
    await library.save('digits', smallModel());
    const before = memory().numTensors;
    expect(await codeOf(() => library.load('digits', options as never))).toBe(code);
    expect(memory().numTensors).toBe(before);
  });

  test('takes weights whose sizes the particle leaves open, if they agree', async () => {
    const library = open();
    const particle = chain([dense({ units: 3 }), relu(), dense({ units: 2 })]);
    const variables = initialize(particle, { seed: 1, bindings: { in: 5 } });
    await library.save('open', { particle, variables });
    const loaded = await library.load('open', { registry });
    expect(numbersOf(loaded.variables)).toEqual(numbersOf(variables));
  });

  test('takes a particle without weights', async () => {
    const library = open();
    const particle = chain([relu(), tanh()]);
    await library.save('bare', { particle, variables: {} });
    expect((await library.load('bare', { registry })).variables).toEqual({});
    expect(await library.verify('bare')).toEqual([{ version: 1, status: 'intact' }]);
  });
});

test('save and load are the identity, for any stack of layers and any weights', async () => {
  const layers = fc.array(
    fc.oneof(
      fc.record({ units: fc.integer({ min: 1, max: 5 }), useBias: fc.boolean() }).map(dense),
      fc.constantFrom(relu(), tanh()),
      fc.constant(0.25).map((rate) => dropout(rate)),
    ),
    { minLength: 1, maxLength: 5 },
  );
  const folder = await newFolder();
  const stores = [memoryStore(), fileStore(folder)];
  const before = memory().numTensors;
  await fc.assert(
    fc.asyncProperty(
      layers,
      fc.integer(),
      fc.constantFrom(...stores),
      async (steps, seed, store) => {
        const particle = chain([input({ shape: ['batch', 3], dtype: 'float32' }), ...steps]);
        const variables = initialize(particle, { seed });
        const version = await open(store).save('any', { particle, variables });
        const loaded = await open(store).load('any', { registry, version });
        expect(numbersOf(loaded.variables)).toEqual(numbersOf(variables));
        expect(loaded.particle.output).toEqual(particle.output);
        expect(loaded.particle.children.map(({ config }) => config)).toEqual(
          particle.children.map(({ config }) => config),
        );
        disposeVariables(variables);
        disposeVariables(loaded.variables);
      },
    ),
    { numRuns: 60 },
  );
  expect(memory().numTensors).toBe(before);
});
