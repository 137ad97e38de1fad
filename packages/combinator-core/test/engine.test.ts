import '@tensorflow/tfjs-backend-cpu';
import { add, keep, mul, ones, scalar, square, type Tensor } from '@tensorflow/tfjs-core';
import { eagerEngine } from '../src/engines/eager.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

const engine = eagerEngine();
const value = (tensor: Tensor): number => tensor.dataSync()[0]!;

describe('eagerEngine', () => {
  it('computes what the function computes, and keeps the shape of the result', () => {
    const fn = engine.compile((a: Tensor, [b]: readonly [Tensor]) => ({
      sum: add(a, b),
      nested: [mul(a, b), undefined] as const,
    }));
    const { sum, nested } = fn(scalar(2), [scalar(3)]);
    expect([value(sum), value(nested[0])]).toEqual([5, 6]);
    expect(nested[1]).toBeUndefined();
  });

  it('releases intermediate results', () =>
    expectNoLeak(() => {
      const x = scalar(2);
      engine
        .compile((a: Tensor) => square(square(a)))(x)
        .dispose();
      x.dispose();
    }));

  it('releases everything when the function throws', () => {
    const x = scalar(2);
    const fn = engine.compile((a: Tensor): Tensor => {
      square(a);
      throw new Error('on purpose');
    });
    return expectNoLeak(() => {
      expect(() => fn(x)).toThrow('on purpose');
    });
  });

  it('releases donated arguments, also when the function throws', async () => {
    const fails = engine.compile(
      (a: Tensor, tree: { b: Tensor }, fail: undefined | Tensor): Tensor => {
        if (fail === undefined) throw new Error('on purpose');
        return add(a, tree.b);
      },
      { donate: [1] },
    );
    const a = scalar(1);
    await expectNoLeak(() => {
      const b = scalar(2);
      const flag = scalar(0);
      fails(a, { b }, flag).dispose();
      flag.dispose();
      expect(b.isDisposed).toBe(true);
    });
    await expectNoLeak(() => {
      expect(() => fails(a, { b: scalar(2) }, undefined)).toThrow('on purpose');
    });
    expect(a.isDisposed).toBe(false);
  });

  it('gives a handle of its own for a result that is an argument, donated or not', () => {
    const x = ones([2]);
    const y = engine.compile((a: Tensor) => a)(x);
    y.dispose();
    expect([...x.dataSync()]).toEqual([1, 1]);
    const z = engine.compile((a: Tensor) => a, { donate: [0] })(x);
    expect(x.isDisposed).toBe(true);
    expect([...z.dataSync()]).toEqual([1, 1]);
  });

  it('gives two handles for a result that comes twice', () => {
    const [a, b] = engine.compile((x: Tensor) => {
      const y = square(x);
      return [y, y] as const;
    })(scalar(3));
    a.dispose();
    expect(value(b)).toBe(9);
  });

  it('lets nothing through that is kept inside', async () => {
    const kept: Tensor[] = [];
    const fn = engine.compile((x: Tensor) => {
      kept.push(keep(square(x)));
      return square(x);
    });
    const x = scalar(2);
    await expectNoLeak(() => {
      fn(x).dispose();
      kept.forEach((tensor) => tensor.dispose());
    });
  });

  it('refuses functions that are asynchronous', async () => {
    const fn = engine.compile((() => Promise.resolve(scalar(1))) as unknown as () => Tensor, {
      name: 'late',
    });
    const error = await errorOf(() => fn(), 'host-only');
    expect(error.path).toBe('late');
  });

  it('refuses to run what has been disposed of', async () => {
    const own = eagerEngine();
    const one = own.compile((x: Tensor) => square(x));
    const other = own.compile((x: Tensor) => square(x));
    one.dispose();
    one.dispose();
    await errorOf(() => one(scalar(1)), 'disposed');
    own.dispose();
    await errorOf(() => other(scalar(1)), 'disposed');
  });
});
