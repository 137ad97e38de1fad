import { disposeVariables, isParticleError, type Json } from '@sora-particles/combinator-core';
import { createLibrary, type LoadedModel } from '@sora-particles/model-library';
import { memory } from '@tensorflow/tfjs-core';
import {
  COMMIT,
  type Files,
  manifestOf,
  savedFiles,
  storeOf,
  weightsOf,
  withManifest,
  withWeights,
} from './support/artefact.ts';
import { numbersOf, registry, smallModel } from './support/model.ts';
import { scaled, seconds, seeded } from './support/scale.ts';

/** Row 1 of the reliability table: 10,000 mutants in every run, 5 million in a long one. */
const MUTANTS = scaled(10_000, 5_000_000) / 4;
const TIME = seconds(300, 24 * 3600);

type Next = () => number;
const below = (next: Next, limit: number): number => Math.floor(next() * limit);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const pick = <T>(next: Next, items: readonly T[]): T => items[below(next, items.length)]!;

/** Changes bytes here and there: flips, replaces, inserts, removes, repeats, cuts off. */
function mutateBytes(next: Next, bytes: Uint8Array): Uint8Array {
  const at = below(next, bytes.length);
  const length = Math.min(1 + below(next, 16), bytes.length - at);
  const copy = bytes.slice();
  switch (below(next, 8)) {
    case 0:
      copy[at] = copy[at]! ^ (1 << below(next, 8));
      return copy;
    case 1:
      copy[at] = pick(
        next,
        [0, 1, 0x20, 0x22, 0x2d, 0x30, 0x39, 0x5b, 0x5d, 0x7b, 0x7d, 0x7f, 0xff],
      );
      return copy;
    case 2:
      return copy.fill(below(next, 256), at, at + length);
    case 3:
      return joined(bytes.subarray(0, at), Uint8Array.of(below(next, 256)), bytes.subarray(at));
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6:
      return bytes.slice(0, at);
    default:
      return copy.copyWithin(at, below(next, bytes.length), bytes.length);
  }
}

const HOSTILE: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  0.5,
  1e308,
  9007199254740991,
  2 ** 31,
  4294967296,
  '',
  'x',
  '..',
  '../../etc/passwd',
  '/dev/zero',
  'https://example.org/',
  'combinator-core/dense@1',
  'combinator-core/chain@1',
  'combinator-core/repeat@1',
  'combinator-core/dense@2',
  'float32',
  'int32',
  'F32',
  '0'.repeat(64),
  'constructor',
  'toString',
  '...lead',
  'batch',
  [],
  [0],
  [[[[]]]],
  ['add', 'batch', 1],
  ['window', 'batch', 3, 1, 'valid'],
  ['mul', -1, 'batch'],
  {},
  { a: {} },
  { toString: 1 },
  { length: 1e9 },
  { type: 'constant', value: 1 },
  'a'.repeat(600),
  'a\u0000b',
  '\u202e',
  'NaN',
];

/** Changes a JSON value somewhere inside. */
function mutateJson(next: Next, root: unknown): void {
  let holder = root as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = pick(next, keys);
    const value = holder[key];
    if (
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).length > 0 &&
      next() < 0.85
    ) {
      holder = value as Record<string, unknown>;
      continue;
    }
    change(next, holder, key);
    return;
  }
}

function change(next: Next, holder: Record<string, unknown>, key: string): void {
  const value = holder[key];
  const keys = Object.keys(holder);
  switch (below(next, 7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case 1:
      if (Array.isArray(holder)) holder.push(structuredClone(value));
      else holder[pick(next, ['x', 'extra', 'name', 'config', 'shape', `${key}2`])] = value;
      return;
    case 2:
      if (typeof value === 'number') holder[key] = value + pick(next, [-1, 1, 4, -4, 0.5]);
      return;
    case 3: {
      const other = pick(next, keys);
      [holder[key], holder[other]] = [holder[other], holder[key]];
      return;
    }
    case 4:
      holder[key] = holder[pick(next, keys)];
      return;
    default:
      holder[key] = structuredClone(pick(next, HOSTILE));
  }
}

/** What a mutant led to. Anything but a typed error or a model fails the test. */
async function loadMutant(
  files: Files,
  label: string,
  times: number[],
): Promise<LoadedModel | undefined> {
  const begin = performance.now();
  try {
    return await createLibrary(storeOf(files)).load('m', { registry });
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw new Error(`${label}: an error without a code`, { cause: error });
  } finally {
    times.push(performance.now() - begin);
  }
}

/** All values of the files of weights that the manifest uses, read without our parser. */
function referenceNumbers(files: Files): Record<string, number[]> {
  const numbers: Record<string, number[]> = {};
  manifestOf(files).files.forEach((_, position) => {
    const bytes = weightsOf(files, position);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<
      string,
      { dtype: string; data_offsets: [number, number] }
    >;
    for (const [
      name,
      {
        dtype,
        data_offsets: [begin, end],
      },
    ] of Object.entries(header)) {
      const size = dtype === 'BOOL' ? 1 : 4;
      numbers[name] = Array.from({ length: (end - begin) / size }, (__, i) => {
        const at = start + begin + i * size;
        if (dtype === 'BOOL') return view.getUint8(at);
        return dtype === 'F32' ? view.getFloat32(at, true) : view.getInt32(at, true);
      });
    }
  });
  return numbers;
}

function checkAccepted(loaded: LoadedModel, files: Files): void {
  const reference = referenceNumbers(files);
  const paths = Object.keys(loaded.variables);
  const needed = [...Object.keys(loaded.particle.params), ...Object.keys(loaded.particle.state)];
  expect(paths.sort().join()).toBe(needed.sort().join());
  expect(Object.keys(reference).sort().join()).toBe(needed.join());
  for (const path of paths) {
    expect(String(loaded.variables[path]!.value.dataSync())).toBe(String(reference[path]));
  }
  disposeVariables(loaded.variables);
}

describe('mutated artefacts', () => {
  let files: Files;
  let tensors: number;
  const times: number[] = [];

  beforeAll(async () => {
    files = await savedFiles();
    tensors = memory().numTensors;
  });

  afterEach(() => {
    expect(memory().numTensors).toBe(tensors);
  });

  test(
    'no changed byte of any file is accepted',
    async () => {
      const paths = [...files.keys()];
      const next = seeded(1);
      for (let i = 0; i < MUTANTS; i++) {
        const path = pick(next, paths);
        const mutant = mutateBytes(next, files.get(path)!);
        if (Buffer.compare(mutant, files.get(path)!) === 0) continue;
        const loaded = await loadMutant(
          new Map([...files, [path, mutant]]),
          `mutant ${i} of ${path}`,
          times,
        );
        expect(loaded && `mutant ${i} of ${path} was accepted`).toBeUndefined();
      }
    },
    TIME,
  );

  test(
    'a manifest with changed bytes for which COMMIT vouches is refused, or is another consistent one',
    async () => {
      const next = seeded(2);
      const manifest = files.get(
        [...files.keys()].find((path) => path.endsWith('manifest.json'))!,
      )!;
      for (let i = 0; i < MUTANTS; i++) {
        const mutant = withManifest(files, mutateBytes(next, manifest));
        const loaded = await loadMutant(mutant, `mutant ${i}`, times);
        if (loaded) checkAccepted(loaded, mutant);
      }
    },
    TIME,
  );

  test(
    'a manifest with another structure is refused, or is another consistent one',
    async () => {
      const next = seeded(3);
      let accepted = 0;
      for (let i = 0; i < MUTANTS; i++) {
        const manifest = manifestOf(files);
        const count = 1 + below(next, 3);
        for (let k = 0; k < count; k++) mutateJson(next, manifest);
        const mutant = withManifest(files, manifest);
        const loaded = await loadMutant(mutant, `mutant ${i}: ${JSON.stringify(manifest)}`, times);
        if (loaded === undefined) continue;
        accepted++;
        checkAccepted(loaded, mutant);
      }
      // Most changes matter: the card, the packages and some options of layers are all that may differ.
      expect(accepted).toBeLessThan(MUTANTS * 0.35);
    },
    TIME,
  );

  test(
    'weights with other bytes under a hash of their own are refused, or are what the file says',
    async () => {
      const next = seeded(4);
      for (let i = 0; i < MUTANTS; i++) {
        const position = below(next, 2);
        const original = weightsOf(files, position);
        // Three in four in the header, where the structure is.
        const end = 8 + Number(new DataView(original.buffer).getBigUint64(0, true));
        const bytes =
          next() < 0.75
            ? Buffer.concat([mutateBytes(next, original.subarray(0, end)), original.subarray(end)])
            : mutateBytes(next, original);
        if (bytes.byteLength === 0) continue;
        const mutant = withWeights(files, position, new Uint8Array(bytes));
        const loaded = await loadMutant(mutant, `mutant ${i}`, times);
        if (loaded) checkAccepted(loaded, mutant);
      }
    },
    TIME,
  );

  test('the artefact itself is accepted', async () => {
    const { variables } = await createLibrary(storeOf(files)).load('m', { registry });
    expect(numbersOf(variables)).toEqual(numbersOf(smallModel().variables));
    disposeVariables(variables);
    expect(files.get(COMMIT)).toHaveLength(64);
    tensors = memory().numTensors;
  });

  test('none takes more than 50 ms', () => {
    // The processor is shared with other tests: one in a hundred may have waited for it.
    const sorted = times.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThan(50);
    expect(sorted.at(-1)).toBeLessThan(2000);
  });
});
