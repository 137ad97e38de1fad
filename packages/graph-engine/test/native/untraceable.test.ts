import * as tf from '@tensorflow/tfjs-core';
import { jit } from '../../src/index.ts';
import { startNative } from '../support/native.ts';
import { counts, errorOf, take } from '../support/tensors.ts';

beforeAll(startNative);

/** A scalar that the native library has already. */
function uploaded(value: number): tf.Tensor {
  return tf.tidy(() => tf.add(value, 0));
}

/** What the functions below leave behind. */
const held: tf.Tensor[] = [];
let v: tf.Variable;

beforeEach(() => {
  v = tf.variable(uploaded(1));
});

afterEach(() => {
  v.dispose();
});

type Case = readonly [what: string, fn: (x: tf.Tensor) => tf.Tensor, reason: RegExp];

const cases: readonly Case[] = [
  ['dataSync', (x) => tf.mul(x, x.dataSync()[0]!), /read on the host/],
  [
    'a branch on a value',
    (x) => (x.dataSync()[0]! > 0 ? tf.add(x, 1) : tf.neg(x)),
    /read on the host/,
  ],
  ['data() that nobody awaits', (x) => (void x.data(), tf.add(x, 1)), /read on the host/],
  ['print', (x) => (tf.print(x), tf.add(x, 0)), /read on the host/],
  ['a variable read on the host', (x) => tf.mul(x, v.dataSync()[0]!), /read on the host/],
  ['Math.random', (x) => tf.add(x, Math.floor(Math.random())), /Math\.random/],
  ['unseeded dropout', (x) => tf.mul(0, tf.dropout(x, 0.5)), /Math\.random/],
  ['crypto', (x) => tf.add(x, crypto.getRandomValues(new Uint8Array(0)).length), /crypto/],
  ['Date.now', (x) => tf.add(x, Math.min(0, Date.now())), /Date\.now/],
  ['performance.now', (x) => tf.add(x, Math.min(0, performance.now())), /performance\.now/],
  ['tf.keep', (x) => (held.push(tf.keep(tf.add(x, 1))), tf.add(x, 0)), /outlive/],
  [
    'a kept clone of a result',
    (x) => {
      const result = tf.add(x, 0);
      held.push(tf.keep(result.clone()));
      return result;
    },
    /outlive/,
  ],
  ['a kept clone of an argument', (x) => (held.push(tf.keep(x.clone())), tf.add(x, 0)), /outlive/],
  [
    'a seeded draw whose numbers go on from call to call',
    (x) => tf.mul(x, tf.sum(tf.mul(0, tf.multinomial(tf.zeros<tf.Rank.R2>([1, 3]), 2, 5)))),
    /Multinomial has state/,
  ],
  [
    'a shape that depends on values',
    (x) =>
      tf.add(
        x,
        tf.image.nonMaxSuppression(tf.ones([1, 4]), tf.reshape<tf.Rank.R1>(x, [1]), 1, 0.5, 4)
          .shape[0],
      ),
    /depends on values/,
  ],
];

describe('runs eagerly, is told once, and is right', () => {
  test.each(cases)('%s', async (_, fn, reason) => {
    const log = jest.spyOn(console, 'log').mockReturnValue();
    const notices: string[] = [];
    const traced = jit(fn, { name: 'fn', onNotice: (notice) => notices.push(notice) });
    for (const value of [3, -3, 5]) {
      const x = tf.scalar(value);
      const before = tf.memory().numTensors;
      const expected = take(tf.tidy(() => fn(x)));
      expect(take(traced(x))).toEqual(expected);
      tf.dispose(held.splice(0));
      await Promise.resolve();
      expect(tf.memory().numTensors).toBe(before);
      x.dispose();
    }
    expect(traced.reports()).toEqual([
      { kind: 'eager', signature: 'float32[]', reason: expect.stringMatching(reason) as string },
    ]);
    expect(traced.explain()).toMatch(/^fn\(float32\[\]\)\n {2}runs eagerly: /);
    expect(notices).toEqual([expect.stringMatching(/^fn runs eagerly: /)]);
    log.mockRestore();
    traced.dispose();
  });

  test('what was assigned before the reason was met is assigned once', () => {
    const traced = jit(
      (x: tf.Tensor) => {
        v.assign(tf.add(v, 1));
        return tf.mul(x, v.dataSync()[0]!);
      },
      { onNotice: () => undefined },
    );
    const x = tf.scalar(10);
    expect([1, 2, 3].map(() => take(traced(x))[0])).toEqual([20, 30, 40]);
    expect(v.dataSync()[0]).toBe(4);
    traced.dispose();
    x.dispose();
  });

  test.each(cases)(
    'with strict, %s is an error at its place, and leaves nothing',
    (_, fn, reason) => {
      const log = jest.spyOn(console, 'log').mockReturnValue();
      const traced = jit(
        (x: tf.Tensor) => {
          v.assign(tf.add(v, 1));
          return fn(x);
        },
        { name: 'fn', strict: true },
      );
      const x = uploaded(3);
      const before = counts();
      for (let i = 0; i < 2; i++) {
        const error = errorOf(() => traced(x), 'untraceable');
        expect(error.summary).toMatch(reason);
        expect(error.path).toBe('fn');
        tf.dispose(held.splice(0));
      }
      expect(v.dataSync()[0]).toBe(1);
      expect(counts()).toEqual(before);
      log.mockRestore();
      traced.dispose();
    },
  );
});
