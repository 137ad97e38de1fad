import fc from 'fast-check';
import { clear, get, kernels, numbers, put, space } from './support/heap.ts';

beforeEach(clear);

const { NaN: nan } = Number;

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly gaps: readonly [number, number, number];
  readonly transposeA: number;
  readonly transposeB: number;
  readonly accumulate: number;
}

const flag = fc.nat(1);
const gap = fc.nat(3);
const case_ = (m: number, n: number, k: number): fc.Arbitrary<Case> =>
  fc.record({
    m: fc.nat(m),
    n: fc.nat(n),
    k: fc.nat(k),
    gaps: fc.tuple(gap, gap, gap),
    transposeA: flag,
    transposeB: flag,
    accumulate: flag,
  });

/** C before, C after, and C as plain loops in double precision give it. */
function run(c: Case, seed: number): { got: number[]; wanted: number[] } {
  const { m, n, k, transposeA, transposeB, accumulate } = c;
  const lda = (transposeA ? m : k) + c.gaps[0];
  const ldb = (transposeB ? k : n) + c.gaps[1];
  const ldc = n + c.gaps[2];
  const a = numbers((transposeA ? k : m) * lda, seed);
  const b = numbers((transposeB ? n : k) * ldb, seed + 1);
  const before = numbers(m * ldc, seed + 2);
  const wanted = before.map((value, at) => {
    const [i, j] = [Math.floor(at / ldc), at % ldc];
    if (j >= n) return value;
    let sum = accumulate ? value : 0;
    for (let l = 0; l < k; l++) {
      const left = a[transposeA ? l * lda + i : i * lda + l] ?? nan;
      sum += left * (b[transposeB ? j * ldb + l : l * ldb + j] ?? nan);
    }
    return sum;
  });
  const to = put(before);
  const scratch = space(kernels.gemmScratchBytes());
  const [left, right] = [put(a), put(b)];
  kernels.gemm(
    left,
    lda,
    transposeA,
    right,
    ldb,
    transposeB,
    to,
    ldc,
    m,
    n,
    k,
    accumulate,
    0,
    0,
    scratch,
  );
  const got = get(to, before.length);
  clear();
  return { got, wanted };
}

/** Within the error of single precision, and nothing written between the rows. */
function expectProduct(c: Case, seed: number): void {
  const { got, wanted } = run(c, seed);
  const worst = got.reduce((w, value, at) => Math.max(w, Math.abs(value - (wanted[at] ?? nan))), 0);
  expect(worst).toBeLessThan(2e-7 * (c.k + 8));
}

test.each([
  ['small', 13, 21, 9],
  ['deep', 6, 12, 700],
  ['wide', 5, 300, 20],
  ['tall', 90, 17, 30],
])('%s products are those of plain loops, with gaps between the rows', (_, m, n, k) => {
  fc.assert(fc.property(case_(m, n, k), fc.nat(1e6), expectProduct), { numRuns: 60, seed: 1 });
});

test('a product is the same when its rows or columns are computed in parts', () => {
  const [m, n, k] = [37, 75, 50];
  const [a, b] = [put(numbers(m * k, 1)), put(numbers(k * n, 2))];
  const scratch = space(kernels.gemmScratchBytes());
  const whole = space(m * n * 4);
  kernels.gemm(a, k, 0, b, n, 0, whole, n, m, n, k, 0, 0, 0, scratch);
  const rows = space(m * n * 4);
  kernels.gemm(a, k, 0, b, n, 0, rows, n, 20, n, k, 0, 0, 0, scratch);
  kernels.gemm(a + 20 * k * 4, k, 0, b, n, 0, rows + 20 * n * 4, n, m - 20, n, k, 0, 0, 0, scratch);
  const columns = space(m * n * 4);
  kernels.gemm(a, k, 0, b, n, 0, columns, n, m, 24, k, 0, 0, 0, scratch);
  kernels.gemm(a, k, 0, b + 24 * 4, n, 0, columns + 24 * 4, n, m, n - 24, k, 0, 0, 0, scratch);
  expect(get(rows, m * n)).toEqual(get(whole, m * n));
  expect(get(columns, m * n)).toEqual(get(whole, m * n));
});

test.each([
  [0, (x: number) => x],
  [1, (x: number) => (x < 0 ? 0 : x)],
  [2, (x: number) => Math.min(x < 0 ? 0 : x, 6)],
] as const)('bias and activation %i come after the sums, once', (activation, apply) => {
  fc.assert(
    fc.property(case_(13, 21, 600), fc.nat(1e6), fc.boolean(), (c, seed, hasBias) => {
      const { m, n, k } = c;
      const [a, b, bias] = [numbers(m * k, seed), numbers(k * n, seed + 1), numbers(n, seed + 2)];
      const scratch = space(kernels.gemmScratchBytes());
      const [left, right, added] = [put(a), put(b), hasBias ? put(bias) : 0];
      const [to, sums] = [space(m * n * 4), space(m * n * 4)];
      kernels.gemm(left, k, 0, right, n, 0, sums, n, m, n, k, 0, 0, 0, scratch);
      kernels.gemm(left, k, 0, right, n, 0, to, n, m, n, k, 0, added, activation, scratch);
      const wanted = get(sums, m * n).map((sum, at) =>
        apply(Math.fround(sum + (hasBias ? (bias[at % n] ?? nan) : 0))),
      );
      expect(get(to, m * n)).toEqual(wanted);
      clear();
    }),
    { numRuns: 40, seed: 2 },
  );
});

test('NaN and infinity reach what depends on them and nothing else', () => {
  const scratch = space(kernels.gemmScratchBytes());
  const a = put([1, nan, 2, 3, Infinity, 1]);
  const b = put([1, 2, 3, 4]);
  const c = space(3 * 2 * 4);
  kernels.gemm(a, 2, 0, b, 2, 0, c, 2, 3, 2, 2, 0, 0, 0, scratch);
  expect(get(c, 6)).toEqual([nan, nan, 11, 16, Infinity, Infinity]);
  kernels.gemm(a, 2, 0, b, 2, 0, c, 2, 3, 2, 2, 0, put([-12, nan]), 1, scratch);
  expect(get(c, 6)).toEqual([nan, nan, 0, nan, Infinity, nan]);
});
