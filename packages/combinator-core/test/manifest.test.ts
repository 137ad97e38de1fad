import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { memory } from '@tensorflow/tfjs-core';
import { chain } from '../src/combinators/chain.ts';
import { combinatorKinds } from '../src/combinators/kinds.ts';
import { rename } from '../src/combinators/rename.ts';
import { defineParticle } from '../src/define-particle.ts';
import {
  batchNormalization,
  decodeLabels,
  dense,
  dropout,
  elementaryKinds,
  flatten,
  input,
  relu,
  rescale,
  softmax,
} from '../src/elementary/index.ts';
import { isParticleError, type ErrorCode } from '../src/errors.ts';
import { leafKind } from '../src/leaf-kind.ts';
import { fromManifest } from '../src/manifest/from-manifest.ts';
import type { ParticleManifest } from '../src/manifest/manifest.ts';
import { toManifest } from '../src/manifest/to-manifest.ts';
import type { JsonObject } from '../src/particle.ts';
import { createRandom } from '../src/random.ts';
import { createRegistry } from '../src/registry.ts';
import { errorOf } from './support/errors.ts';

const registry = createRegistry([...combinatorKinds, ...elementaryKinds]);

const recognizer = () =>
  chain([
    input({ shape: ['batch', 4, 4, 1], dtype: 'float32', range: [0, 255], meaning: 'image' }),
    rescale({ from: [0, 255], to: [0, 1] }),
    flatten(),
    rename(
      'body',
      chain([dense({ units: 8 }), batchNormalization(), relu(), dropout(0.2), dense({ units: 2 })]),
    ),
    dense({ units: 2, meaning: 'logits', name: 'head' }),
    softmax(),
    decodeLabels({ labels: ['yes', 'no'] }),
  ]);

const copyOf = (manifest: ParticleManifest) =>
  JSON.parse(JSON.stringify(manifest)) as { version: number; nodes: Record<string, unknown>[] };

describe('manifests', () => {
  it('bring a composition back as it was', () => {
    const particle = recognizer();
    const manifest = toManifest(particle);
    const copy = fromManifest(copyOf(manifest), registry);
    expect(toManifest(copy)).toEqual(manifest);
    for (const key of [
      'kind',
      'name',
      'config',
      'input',
      'output',
      'where',
      'params',
      'state',
      'traits',
      'flops',
    ] as const) {
      expect(copy[key]).toEqual(particle[key]);
    }
    expect(copy.composition?.edges).toEqual(particle.composition?.edges);
  });

  it('list parts before the whole, and a part that occurs twice once', () => {
    const part = dense({ units: 3 });
    const { nodes } = toManifest(rename('whole', chain([part, part])));
    expect(nodes.map(({ kind, children }) => [kind, children])).toEqual([
      ['combinator-core/dense@1', []],
      ['combinator-core/chain@1', [0, 0]],
      ['combinator-core/rename@1', [1]],
    ]);
    expect(Object.keys(fromManifest({ version: 1, nodes }, registry).params)).toHaveLength(4);
  });

  it('hold plain JSON only', () => {
    const text = JSON.stringify(toManifest(recognizer()));
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
    expect(text).not.toMatch(/function|=>/);
  });

  it('refuse configurations that JSON cannot hold', async () => {
    const odd = (config: JsonObject) =>
      defineParticle({
        kind: 'test/odd@1',
        name: 'odd',
        config,
        input: {},
        output: {},
        run: () => ({ outputs: {} }),
      });
    await errorOf(() => toManifest(odd({ rate: NaN })), 'manifest-invalid');
    await errorOf(
      () => toManifest(odd({ at: new Date(0) as unknown as JsonObject })),
      'manifest-invalid',
    );
    await errorOf(
      () => toManifest(odd({ f: (() => 1) as unknown as JsonObject })),
      'manifest-invalid',
    );
  });
});

describe('fromManifest', () => {
  const node = { kind: 'combinator-core/relu@1', name: 'relu', config: {}, children: [] };
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const doubling = Array.from({ length: 40 }, (_, i) => ({
    kind: 'combinator-core/chain@1',
    name: 'chain',
    config: {},
    children: i === 0 ? [] : [i - 1, i - 1],
  }));
  const nested = Array.from({ length: 70 }, (_, i) =>
    i === 0
      ? node
      : { kind: 'combinator-core/rename@1', name: `r${String(i)}`, config: {}, children: [i - 1] },
  );

  it.each<[string, unknown, ErrorCode]>([
    ['what is no object', 'text', 'manifest-invalid'],
    ['null', null, 'manifest-invalid'],
    ['a list', [node], 'manifest-invalid'],
    ['no nodes', { version: 1, nodes: [] }, 'manifest-invalid'],
    ['a later version', { version: 2, nodes: [node] }, 'manifest-invalid'],
    ['an unknown key', { version: 1, nodes: [node], extra: 1 }, 'manifest-invalid'],
    [
      'an unknown key of a node',
      { version: 1, nodes: [{ ...node, code: 'x' }] },
      'manifest-invalid',
    ],
    [
      'a missing key',
      { version: 1, nodes: [{ kind: node.kind, name: 'relu', config: {} }] },
      'manifest-invalid',
    ],
    ['a name that is no text', { version: 1, nodes: [{ ...node, name: 3 }] }, 'manifest-invalid'],
    [
      'a name of 100 kB',
      { version: 1, nodes: [{ ...node, name: 'x'.repeat(100_000) }] },
      'manifest-invalid',
    ],
    [
      'a name that is a path',
      { version: 1, nodes: [{ ...node, name: '../relu' }] },
      'name-invalid',
    ],
    [
      'a config that is a list',
      { version: 1, nodes: [{ ...node, config: [] }] },
      'manifest-invalid',
    ],
    [
      'an option that there is not',
      { version: 1, nodes: [{ ...node, config: { rate: 1 } }] },
      'option-unknown',
    ],
    [
      'a wrong option',
      { version: 1, nodes: [{ ...node, kind: 'combinator-core/dropout@1', config: { rate: 2 } }] },
      'option-invalid',
    ],
    [
      'a missing option',
      { version: 1, nodes: [{ ...node, kind: 'combinator-core/dense@1' }] },
      'option-missing',
    ],
    ['an edge to itself', { version: 1, nodes: [{ ...node, children: [0] }] }, 'manifest-invalid'],
    [
      'an edge forward',
      { version: 1, nodes: [{ ...node, children: [1] }, node] },
      'manifest-invalid',
    ],
    [
      'an edge to nowhere',
      { version: 1, nodes: [node, { ...node, children: [-1] }] },
      'manifest-invalid',
    ],
    [
      'an edge that is no position',
      { version: 1, nodes: [node, { ...node, children: ['0'] }] },
      'manifest-invalid',
    ],
    ['a node that is part of nothing', { version: 1, nodes: [node, node] }, 'manifest-invalid'],
    [
      'parts of a particle that has none',
      { version: 1, nodes: [node, { ...node, children: [0] }] },
      'manifest-invalid',
    ],
    [
      'a kind that nobody knows',
      { version: 1, nodes: [{ ...node, kind: 'combinator-core/relu@9' }] },
      'kind-unknown',
    ],
    [
      'a kind named as a prototype key',
      { version: 1, nodes: [{ ...node, kind: '__proto__' }] },
      'kind-unknown',
    ],
    [
      '__proto__ in a config',
      JSON.parse(
        `{"version":1,"nodes":[{"kind":"${node.kind}","name":"relu","config":{"__proto__":{"x":1}},"children":[]}]}`,
      ),
      'manifest-invalid',
    ],
    [
      '__proto__ in a node',
      JSON.parse(
        `{"version":1,"nodes":[{"kind":"${node.kind}","name":"relu","config":{},"children":[],"__proto__":{}}]}`,
      ),
      'manifest-invalid',
    ],
    [
      'constructor deep in a config',
      { version: 1, nodes: [{ ...node, config: { a: [{ constructor: 1 }] } }] },
      'manifest-invalid',
    ],
    [
      'a config that is nested deeply',
      { version: 1, nodes: [{ ...node, config: { a: deep(5000) } }] },
      'manifest-invalid',
    ],
    ['2^40 particles by reference', { version: 1, nodes: doubling }, 'manifest-invalid'],
    ['particles nested deeply', { version: 1, nodes: nested }, 'manifest-invalid'],
    ['too many nodes', { version: 1, nodes: new Array(10_001).fill(node) }, 'manifest-invalid'],
    [
      'an empty chain',
      { version: 1, nodes: [{ ...node, kind: 'combinator-core/chain@1', name: 'chain' }] },
      'composition-empty',
    ],
    [
      'a chain without a part',
      { version: 1, nodes: [{ ...node, kind: 'combinator-core/rename@1' }] },
      'option-invalid',
    ],
  ])('refuses %s, fast', async (_what, json, code) => {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const start = process.hrtime.bigint();
      await errorOf(() => fromManifest(json, registry), code);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
    expect(Math.min(...times)).toBeLessThan(50);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('lists the kinds that it knows', async () => {
    const error = await errorOf(
      () => fromManifest({ version: 1, nodes: [{ ...node, kind: 'rnn-text/gru@1' }] }, registry),
      'kind-unknown',
    );
    expect(error.expected).toContain('combinator-core/relu@1');
    expect(error.remedy).toContain("'rnn-text'");
  });

  it('refuses a factory that makes something else than is described', async () => {
    const careless = (kind: string, config: object) => ({
      version: 1,
      nodes: [{ kind, name: 'a', config, children: [] }],
    });
    const own = createRegistry([
      leafKind('test/named@1', () => relu({ name: 'b' })),
      leafKind('combinator-core/relu@1', () => relu({ name: 'b' })),
      leafKind('combinator-core/dropout@1', ({ name }: { name: string }) =>
        dropout({ rate: 0.5, name }),
      ),
    ]);
    for (const [kind, config, part] of [
      ['test/named@1', {}, 'kind'],
      ['combinator-core/relu@1', {}, 'name'],
      ['combinator-core/dropout@1', { rate: 0.25 }, 'config'],
    ] as const) {
      const error = await errorOf(
        () => fromManifest(careless(kind, config), own),
        'manifest-invalid',
      );
      expect(error.path).toBe(`nodes[0].${part}`);
    }
  });

  it('refuses connections that do not fit any more', async () => {
    const manifest = copyOf(toManifest(recognizer()));
    const labels = manifest.nodes.find(({ name }) => name === 'decodeLabels')!;
    labels['config'] = { labels: ['one', 'two', 'three'] };
    await errorOf(() => fromManifest(manifest, registry), 'axis-mismatch');
  });

  it('survives 2,000 mutations: each is refused by a typed error or is loaded as it says', () => {
    const text = JSON.stringify(toManifest(recognizer()));
    const random = createRandom(1);
    const characters = '{}[],:"0123456789-.eE_@/abcxyz \u0000é';
    const before = memory().numTensors;
    for (let i = 0; i < 2000; i++) {
      const at = random.integer(text.length);
      const length = random.integer(4);
      const insert = Array.from(
        { length: random.integer(3) },
        () => characters[random.integer(characters.length)],
      ).join('');
      const mutated = text.slice(0, at) + insert + text.slice(at + length);
      let json: unknown;
      try {
        json = JSON.parse(mutated);
      } catch {
        continue;
      }
      try {
        const loaded = fromManifest(json, registry);
        // Nothing that the text says is lost: what was loaded says at least the same.
        expect(toManifest(loaded)).toMatchObject(json as object);
      } catch (error) {
        if (!isParticleError(error)) throw error;
      }
    }
    expect(memory().numTensors).toBe(before);
  });

  it('survives values of any kind in any place', () => {
    const manifest = toManifest(recognizer());
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(manifest, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
        const json = copyOf(manifest);
        const parent = path
          .slice(0, -1)
          .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], json);
        (parent as Record<string, unknown>)[path.at(-1)!] = value;
        try {
          expect(toManifest(fromManifest(json, registry))).toMatchObject(json);
        } catch (error) {
          if (!isParticleError(error)) throw error;
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});

describe('createRegistry', () => {
  it('refuses two entries of one kind', async () => {
    const error = await errorOf(
      () => createRegistry([...elementaryKinds, ...elementaryKinds]),
      'kind-duplicate',
    );
    expect(error.path).toBe(elementaryKinds[0]!.kind);
  });

  it('lists its kinds in order', () => {
    const kinds = createRegistry(elementaryKinds).kinds;
    expect([...kinds].sort()).toEqual([...kinds]);
    expect(kinds).toContain('combinator-core/dense@1');
  });

  it('says what to do when it is empty', async () => {
    const error = await errorOf(() => createRegistry([]).get('a/b@1'), 'kind-unknown');
    expect(error.expected).toContain('empty');
  });
});
