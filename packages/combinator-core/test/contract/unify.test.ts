import fc from 'fast-check';
import type { Dim, Shape } from '../../src/contract/dim.ts';
import { evaluateShape, type Bindings } from '../../src/contract/evaluate.ts';
import { unify } from '../../src/contract/unify.ts';
import { connect } from '../../src/contract/connect.ts';
import { isParticleError } from '../../src/errors.ts';

const size = fc.integer({ min: 0, max: 4 });
const sizes = fc.array(size, { maxLength: 4 });
const symbol = fc.constantFrom('a', 'b', 'c');
/** Literals and symbols, and at most one spread. */
const shape = fc
  .tuple(
    fc.array(fc.oneof(size, symbol), { maxLength: 2 }),
    fc.option(fc.constant('...s'), { nil: undefined }),
    fc.array(fc.oneof(size, symbol), { maxLength: 2 }),
  )
  .map(([front, spread, back]): Shape =>
    spread === undefined ? [...front, ...back] : [...front, spread, ...back],
  );

/** All ways to split the axes: the independent reference tries them one by one. */
function canMatch(pattern: Shape, actual: readonly number[], bound: Bindings = {}): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return actual.length === 0;
  if (typeof first === 'string' && first.startsWith('...')) {
    return Array.from({ length: actual.length + 1 }, (_, taken) => taken).some((taken) =>
      canMatch(rest, actual.slice(taken), bound),
    );
  }
  const [got, ...others] = actual;
  if (got === undefined) return false;
  if (typeof first === 'number') return first === got && canMatch(rest, others, bound);
  const known = bound[first as string];
  return (
    (known === undefined || known === got) &&
    canMatch(rest, others, { ...bound, [first as string]: got })
  );
}

describe('unify', () => {
  test('is reflexive: every shape meets itself, each symbol standing for itself', () => {
    fc.assert(
      fc.property(shape, (own) => {
        const met = unify(own, own);
        expect(met.ok).toBe(true);
        if (!met.ok) return;
        for (const [name, value] of Object.entries(met.bindings)) {
          expect(value).toEqual(name.startsWith('...') ? [name] : name);
        }
      }),
    );
  });

  test('is symmetric for shapes of numbers', () => {
    fc.assert(
      fc.property(sizes, sizes, (a, b) => {
        expect(unify(a, b).ok).toBe(unify(b, a).ok);
        expect(unify(a, b).ok).toBe(String(a) === String(b) && a.length === b.length);
      }),
    );
  });

  test('is symmetric for sizes that are not known yet', () => {
    const open = fc.array(fc.oneof(size, fc.constant(null)), { maxLength: 4 });
    fc.assert(fc.property(open, open, (a, b) => unify(a, b).ok === unify(b, a).ok));
  });

  test('meets exactly what trying all ways meets', () => {
    fc.assert(
      fc.property(shape, sizes, (pattern, actual) => {
        expect(unify(pattern, actual).ok).toBe(canMatch(pattern, actual));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives bindings under which the pattern is the shape', () => {
    fc.assert(
      fc.property(shape, sizes, (pattern, actual) => {
        const met = unify(pattern, actual);
        if (met.ok) expect(evaluateShape(pattern, met.bindings)).toEqual(actual);
      }),
      { numRuns: 2000 },
    );
  });

  test('gives narrowings under which the connection gets further, and in the end fits or has none', () => {
    fc.assert(
      fc.property(shape, shape, (pattern, open) => {
        const inner = pattern.map((dim) => (typeof dim === 'string' ? rename(dim) : dim));
        let actual: Shape = open;
        for (let tries = 0; tries < 20; tries++) {
          const met = unify(inner, actual, {}, new Set(actual));
          if (met.ok || met.narrowing === undefined) return;
          const next = evaluateShape(actual, met.narrowing);
          expect(next).not.toEqual(actual);
          actual = next;
        }
        throw new Error(`no end: ${JSON.stringify([pattern, open])}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves the bindings that it is given as they are', () => {
    const bindings = Object.freeze({ a: 2 });
    expect(unify(['a', 'b'], [2, 3], bindings)).toMatchObject({ bindings: { a: 2, b: 3 } });
    expect(bindings).toEqual({ a: 2 });
  });

  test.each<[string, Shape, Shape, readonly string[]]>([
    ['a size that is not known', [28], [null], ['axis 0']],
    ['an axis behind a spread', ['...s', 3], [5, null], ['axis -1']],
    ['what is known', ['n', 3], ['h', 3], []],
    ['a pattern that takes any size unseen', [null], [4], ['axis 0']],
    ['a symbol that stands for an unknown size', ['n', 'n'], [null, 4], ['axis 1']],
  ])('tells what waits for the call: %s', (_name, pattern, actual, unverified) => {
    expect(unify(pattern, actual)).toMatchObject({ ok: true, unverified });
  });

  test('tells which axes of a spread wait for the call', () => {
    expect(unify(['...s'], [2, null], { '...s': [2, 3] })).toMatchObject({
      ok: true,
      unverified: ["axes '...s'"],
    });
  });
});

describe('names for new axes', () => {
  const dense = (name: string, units: number) => ({
    name,
    input: { x: { shape: ['...lead', 'in'] } },
    output: { y: { shape: ['...lead', units] } },
    where: [],
  });

  test('are not those of axes that a narrowing has made before', () => {
    // The first growth has used up `lead_1`: another axis must not be called by it again.
    const actual: Shape = ['...lead', 'lead_1', 'in', 64];
    const pattern: Shape = ['...t', 'in', 'lead_1', 'x', 'y', 'z'];
    const met = unify(pattern, actual, {}, new Set<Dim>(actual));
    expect(met.ok).toBe(false);
    const grown = evaluateShape(actual, (met as { narrowing: Bindings }).narrowing);
    const symbols = grown.filter((dim) => typeof dim === 'string');
    expect(new Set(symbols).size).toBe(symbols.length);
  });

  test('are free for symbols that the composition does not use', () => {
    const result = connect(dense('b', 8), { x: { from: 'a', spec: { shape: ['rows', 4] } } });
    expect(result.output).toEqual({ y: { shape: ['rows', 8] } });
  });
});

describe('connect', () => {
  const consumer = {
    name: 'consumer',
    input: { x: { shape: ['batch', 'height'] }, mask: { shape: ['batch'], optional: true } },
    output: { y: { shape: ['batch', ['add', 'height', -2]] } },
    where: [['equal', 'height', ['mul', 2, 'batch']]],
  } as const;

  test('carries what the symbols stood for, both sides and the code', () => {
    try {
      connect(consumer, {
        x: { from: 'producer', spec: { shape: [4, 9], dtype: 'float32', range: [0, 1] } },
      });
    } catch (error) {
      if (!isParticleError(error)) throw error;
      expect(error.code).toBe('constraint-violated');
      expect(error.path).toBe('consumer');
      expect(error.expected).toBe('[batch, height]');
      expect(error.found).toBe('[4, 9] float32, range [0, 1]');
      expect(error.bindings).toEqual({ batch: '4', height: '9' });
      expect(error.summary).not.toContain('\n');
    }
    expect.assertions(6);
  });

  test.each([
    ['an unknown port', { x: [1, 2], z: [1] }, 'port-unknown'],
    ['a missing one', { mask: [1] }, 'port-missing'],
    ['a violated condition', { x: [1, 3] }, 'constraint-violated'],
    ['an impossible output', { x: [1, 2] }, 'dimension-invalid'],
    ['a port at another rank', { x: [1] }, 'rank-mismatch'],
    ['ports that disagree', { x: [2, 4], mask: [3] }, 'axis-mismatch'],
  ])('refuses %s', (_name, shapes, code) => {
    const supplies = Object.fromEntries(
      Object.entries(shapes).map(([port, shape]) => [port, { from: 'producer', spec: { shape } }]),
    );
    expect(() => connect(consumer, supplies)).toThrow(
      expect.objectContaining({ name: 'ParticleError', code }) as Error,
    );
  });
});

function rename(dim: string): string {
  return dim.startsWith('...') ? '...p' : `p${dim}`;
}
