import { add, memory, scalar, square, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { graphEngine } from '../../src/index.ts';
import { startNative } from '../support/native.ts';
import { counts, errorOf, take } from '../support/tensors.ts';

beforeAll(startNative);

// The first call is traced, the others are calls of the graph: all must do the same.
const CALLS = [1, 2, 3];
const squared = (x: Tensor): Tensor => square(x);

describe('graphEngine', () => {
  it('computes what the function computes, and keeps the structure of the result', () => {
    const engine = graphEngine({ strict: true });
    const fn = engine.compile((a: Tensor, [b]: readonly [Tensor]) => ({
      sum: add(a, b),
      nested: [square(a), undefined] as const,
    }));
    for (const k of CALLS) {
      const { sum, nested } = fn(scalar(k), [scalar(10 * k)]);
      expect([take(sum), take(nested[0]), nested[1]]).toEqual([[11 * k], [k * k], undefined]);
    }
    engine.dispose();
  });

  it('releases donated arguments, and only those, also when the function throws', () => {
    const engine = graphEngine();
    const fn = engine.compile(
      (a: Tensor, tree: { b: Tensor }, flag: undefined | Tensor): Tensor => {
        if (flag === undefined) throw new RangeError('on purpose');
        return add(a, tree.b);
      },
      { donate: [1] },
    );
    const [a, flag] = [scalar(1), scalar(0)];
    const before = memory().numTensors;
    for (const k of CALLS) {
      const b = scalar(k);
      expect(take(fn(a, { b }, flag))).toEqual([k + 1]);
      expect(b.isDisposed).toBe(true);
      expect(() => fn(a, { b: scalar(k) }, undefined)).toThrow(RangeError);
      expect(memory().numTensors).toBe(before);
    }
    expect([a.isDisposed, flag.isDisposed]).toEqual([false, false]);
    engine.dispose();
  });

  it('releases donated arguments where the function runs eagerly, and where one is gone', () => {
    const engine = graphEngine({ onNotice: () => undefined });
    const fn = engine.compile((x: Tensor, y: Tensor) => add(x, y.dataSync()[0] ?? 0), {
      donate: [0, 1],
    });
    const before = memory().numTensors;
    for (const k of CALLS) {
      expect(take(fn(scalar(k), scalar(1)))).toEqual([k + 1]);
      const gone = scalar(1);
      gone.dispose();
      errorOf(() => fn(scalar(k), gone), 'disposed');
    }
    expect(memory().numTensors).toBe(before);
    engine.dispose();
  });

  it('gives handles of their own for results that are an argument, donated or not, or come twice', () => {
    const engine = graphEngine({ strict: true });
    const fn = engine.compile(
      (x: Tensor, y: Tensor) => {
        const z = square(x);
        return [x, y, y, z, z] as const;
      },
      { donate: [1] },
    );
    for (const k of CALLS) {
      const [x, y] = [scalar(k), tidy(() => add(k, 10))];
      const results = fn(x, y);
      expect(y.isDisposed).toBe(true);
      expect(results.map(take)).toEqual([[k], [k + 10], [k + 10], [k * k], [k * k]]);
      expect(take(x)).toEqual([k]);
    }
    engine.dispose();
  });

  it('results do not share the memory of what is released: donated state over many steps', () => {
    const engine = graphEngine({ strict: true });
    const step = engine.compile((state: { w: Tensor }) => ({ w: add(state.w, 1) }), {
      donate: [0],
    });
    let state = { w: scalar(0) as Tensor };
    const before = counts();
    for (let i = 0; i < 100; i++) state = step(state);
    expect(counts().tensors).toBe(before.tensors);
    expect(take(state.w)).toEqual([100]);
    engine.dispose();
    expect(counts().sessions).toBe(before.sessions);
  });

  it('refuses to run what has been disposed of, and releases its graphs', () => {
    const start = counts().sessions;
    const engine = graphEngine();
    const [one, other] = [engine.compile(squared), engine.compile(squared)];
    const x = scalar(3);
    for (const fn of [one, other]) for (const _ of CALLS) fn(x).dispose();
    expect(counts().sessions).toBe(start + 2);
    one.dispose();
    one.dispose();
    errorOf(() => one(x), 'disposed');
    expect(take(other(x))).toEqual([9]);
    engine.dispose();
    errorOf(() => other(x), 'disposed');
    errorOf(() => engine.compile(squared)(x), 'disposed');
    expect(counts().sessions).toBe(start);
  });
});
