import { registerGradients } from '@sora-particles/combinator-core';
import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { startWasmEngine, type WasmEngine, wasmEngine } from '../../src/index.ts';
import { type Data, expectClose, random, toTensor } from '../support/backends.ts';

// Many plans on several threads take their time on a busy machine.
jest.setTimeout(120_000);

const engines: WasmEngine[] = [];

beforeAll(async () => {
  registerGradients();
  await tf.setBackend('cpu');
  engines.push(wasmEngine({ strict: true }));
  for (const workers of [2, 3]) engines.push(await startWasmEngine({ workers, strict: true }));
});

afterAll(() => {
  for (const engine of engines) engine.dispose();
});

const dataOf = (y: tf.Tensor): Data => ({ shape: y.shape, values: [...y.dataSync()] });

type Fn = (...xs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** What plans on one, two and three threads give: the same bits. */
function planned(f: Fn, inputs: readonly tf.Tensor[]): readonly Data[] {
  const [first, ...others] = engines.map((engine) => {
    const compiled = engine.compile((...xs: tf.Tensor[]) => [f(...xs)].flat());
    const results = compiled(...inputs);
    const data = results.map(dataOf);
    tf.dispose(results);
    compiled.dispose();
    return data;
  });
  for (const other of others) expect(other).toEqual(first);
  return first as readonly Data[];
}

/** The plans against the cpu backend, which is the current one. */
function agree(f: Fn, inputs: readonly Data[]): void {
  tf.tidy(() => {
    const xs = inputs.map(toTensor);
    const wanted = [f(...xs)].flat();
    planned(f, xs).forEach((each, i) => {
      expectClose(each, dataOf(wanted[i] as tf.Tensor), 1e-5);
    });
  });
}

/** y and the gradient of sum(y c) by x. */
const withGradient =
  (f: (x: tf.Tensor) => tf.Tensor): Fn =>
  (x, c) => [f(x), tf.grad((x: tf.Tensor) => tf.sum(tf.mul(f(x), c)))(x)];

const size = (min: number, max: number) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(size(0, max), size(0, max));
const seeds = fc.nat(1e6);

function check<T>(cases: fc.Arbitrary<T>, run: (one: T, seed: number) => void, numRuns = 12): void {
  fc.assert(
    fc.property(cases, seeds, (one, seed) => {
      run(one, seed);
    }),
    { numRuns, seed: 11, endOnFailure: true },
  );
}

describe('as the cpu backend does, with the same bits on one, two and three threads:', () => {
  const blocks = fc.record({
    batch: size(1, 4),
    block: fc.tuple(size(1, 3), size(1, 3)),
    cells: fc.tuple(size(2, 9), size(2, 9)),
    cut: fc.tuple(pair(2), pair(2)),
    channels: size(1, 9),
  });

  /** Sizes along an axis that are whole blocks, once something is added or cut. */
  const fit = (
    cells: number,
    block: number,
    [a, b]: readonly number[],
  ): [number, number, number] => {
    const whole = cells * block;
    return a! + b! < whole ? [whole, a!, b!] : [whole, 0, 0];
  };

  test('spaceToBatchND and its gradient', () => {
    check(blocks, ({ batch, block, cells, cut, channels }, seed) => {
      const [h, w] = [fit(cells[0], block[0], cut[0]), fit(cells[1], block[1], cut[1])];
      const paddings = [h, w].map(([, a, b]) => [a, b]);
      const shape = [batch, ...[h, w].map(([whole, a, b]) => whole - a - b), channels];
      const f = (x: tf.Tensor) => tf.spaceToBatchND(x, block, paddings);
      const out = [batch * block[0] * block[1], ...cells, channels];
      agree(withGradient(f), [random(shape, seed), random(out, seed + 1)]);
    });
  });

  test('batchToSpaceND and its gradient', () => {
    check(blocks, ({ batch, block, cells, cut, channels }, seed) => {
      const [h, w] = [fit(cells[0], block[0], cut[0]), fit(cells[1], block[1], cut[1])];
      const crops = [h, w].map(([, a, b]) => [a, b]);
      const out = [batch, ...[h, w].map(([whole, a, b]) => whole - a - b), channels];
      const shape = [batch * block[0] * block[1], ...cells, channels];
      const f = (x: tf.Tensor) => tf.batchToSpaceND(x, block, crops);
      agree(withGradient(f), [random(shape, seed), random(out, seed + 1)]);
    });
  });

  test('blocks along one axis, and of a whole number', () => {
    const ids: Data = { ...random([2, 12, 3], 1), dtype: 'int32' };
    agree((x) => tf.spaceToBatchND(x, [4], [[3, 1]]), [ids]);
    agree((x) => tf.batchToSpaceND(x, [2], [[1, 4]]), [ids]);
  });

  test('depthToSpace', () => {
    check(blocks, ({ batch, cells, channels }, seed) => {
      const shape = [batch, ...cells, 4 * channels];
      agree((x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), [random(shape, seed)]);
    });
  });

  test('gather with a batch of its own, and its gradient', () => {
    const cases = fc.record({
      batch: size(1, 6),
      rows: size(1, 40),
      taken: size(1, 70),
      row: size(1, 33),
    });
    check(cases, ({ batch, rows, taken, row }, seed) => {
      const numbers = random([batch, taken], seed + 2).values.map((x) =>
        Math.floor(((x + 1) / 2) * rows),
      );
      const ids = tf.tensor2d(numbers, [batch, taken], 'int32');
      const f = (x: tf.Tensor) => tf.gather(x, ids, 1, 1);
      agree(withGradient(f), [
        random([batch, rows, row], seed),
        random([batch, taken, row], seed + 1),
      ]);
      ids.dispose();
    });
  });

  test('gatherND and scatterND by several indices', () => {
    const cases = fc.record({
      shape: fc.tuple(size(1, 9), size(1, 9), size(1, 9)),
      axes: size(1, 3),
      taken: size(1, 300),
    });
    check(cases, ({ shape, axes, taken }, seed) => {
      const draws = random([taken, axes], seed + 1).values;
      const values = draws.map((x, i) => Math.floor(((x + 1) / 2) * (shape[i % axes] as number)));
      const ids: Data = { shape: [taken, axes], values, dtype: 'int32' };
      agree((x, ids) => tf.gatherND(x, ids), [random(shape, seed), ids]);
      const updates = random([taken, ...shape.slice(axes)], seed + 2);
      agree((ids, x) => tf.scatterND(ids, x, shape), [ids, updates]);
    });
  });

  test('cumprod, and the gradient of prod', () => {
    const cases = fc.record({
      ...{ shape: fc.tuple(size(1, 40), size(1, 7), size(1, 40)), axis: size(0, 2) },
      ...{ exclusive: fc.boolean(), reverse: fc.boolean() },
    });
    check(cases, ({ shape, axis, exclusive, reverse }, seed) => {
      const x = random(shape, seed);
      agree((x) => tf.cumprod(x, axis, exclusive, reverse), [x]);
      const out = shape.filter((_, i) => i !== 1);
      agree(
        withGradient((x) => tf.prod(x, 1)),
        [x, random(out, seed + 1)],
      );
    });
  });

  test('localResponseNormalization and its gradient', () => {
    const cases = fc.record({
      ...{ shape: fc.tuple(size(1, 5), size(1, 12), size(1, 12), size(1, 40)), radius: size(0, 6) },
      ...{ bias: size(1, 3), alpha: size(0, 3), beta: size(1, 3) },
    });
    check(cases, ({ shape, radius, bias, alpha, beta }, seed) => {
      const f = (x: tf.Tensor) =>
        tf.localResponseNormalization(x as tf.Tensor4D, radius, bias, alpha / 4, beta / 3);
      agree(withGradient(f), [random(shape, seed), random(shape, seed + 1)]);
    });
  });

  test.each(
    ([tf.sinh, tf.cosh, tf.asinh, tf.atan, tf.asin, tf.acos, tf.atanh, tf.acosh] as const).map(
      (f) => [f.name.replace(/__op$/, ''), f] as const,
    ),
  )('%s and its gradient', (_, f) => {
    check(
      fc.array(size(1, 30), { minLength: 1, maxLength: 3 }),
      (shape, seed) => {
        const { values } = random(shape, seed);
        const x = { shape, values: values.map((v) => (f === tf.acosh ? 2.2 + v : 0.95 * v)) };
        agree(withGradient(f), [x, random(shape, seed + 1)]);
      },
      10,
    );
  });
});

describe('images of another size, by dense matrices and as the cpu backend does:', () => {
  const resizes = fc.record({
    batch: size(1, 4),
    // From one pixel, the cpu backend's gradient never ends.
    from: fc.tuple(size(2, 20), size(2, 20)),
    to: fc.tuple(size(1, 25), size(1, 25)),
    channels: size(1, 6),
    mode: fc.constantFrom<readonly [boolean, boolean]>(
      [false, false],
      [true, false],
      [false, true],
    ),
  });

  /** How much of each place of the input there is in each place of the output. */
  function weights(
    isBilinear: boolean,
    from: number,
    to: number,
    [corners, half]: readonly [boolean, boolean],
  ) {
    const scale = corners && to > 1 ? (from - 1) / (to - 1) : from / to;
    return Array.from({ length: to }, (_, i) => {
      const row = new Array<number>(from).fill(0);
      if (isBilinear) {
        const place = Math.max(0, half ? (i + 0.5) * scale - 0.5 : i * scale);
        const before = Math.floor(place);
        row[before]! += 1 - (place - before);
        row[Math.min(from - 1, before + 1)]! += place - before;
      } else {
        const place = half ? (i + 0.5) * scale : i * scale;
        row[Math.min(from - 1, corners ? Math.round(place) : Math.floor(place))] = 1;
      }
      return row;
    });
  }

  /** What each place of the output gives back to the places of the input. */
  function transposed(
    dy: readonly number[],
    rows: readonly (readonly number[])[],
    columns: readonly (readonly number[])[],
    batch: number,
    channels: number,
  ): number[] {
    const [height, width] = [rows[0]!.length, columns[0]!.length];
    const dx = new Array<number>(batch * height * width * channels).fill(0);
    dy.forEach((value, at) => {
      const channel = at % channels;
      const place = Math.floor(at / channels);
      const row = rows[Math.floor(place / columns.length) % rows.length]!;
      const column = columns[place % columns.length]!;
      const item = Math.floor(place / columns.length / rows.length);
      row.forEach((r, i) => {
        column.forEach((c, j) => {
          dx[((item * height + i) * width + j) * channels + channel]! += value * r * c;
        });
      });
    });
    return dx;
  }

  test.each(['ResizeBilinear', 'ResizeNearestNeighbor'])('%s and its gradient', (kernel) => {
    check(
      resizes,
      ({ batch, from, to, channels, mode }, seed) => {
        const [alignCorners, halfPixelCenters] = mode;
        const attributes = { size: to, alignCorners, halfPixelCenters };
        const resize = (images: tf.Tensor) =>
          tf.engine().runKernel<tf.Tensor>(kernel, { images }, attributes);
        // The gradients of the cpu backend are wrong for several images, and for some shapes.
        const back = (dy: tf.Tensor, images: tf.Tensor) =>
          tf.engine().runKernel<tf.Tensor>(`${kernel}Grad`, { dy, images }, attributes);
        const [x, dy] = [
          random([batch, ...from, channels], seed),
          random([batch, ...to, channels], seed + 1),
        ];
        agree((images) => resize(images), [x]);
        tf.tidy(() => {
          const [dx] = planned((dy, x) => back(dy, x), [toTensor(dy), toTensor(x)]);
          const isBilinear = kernel === 'ResizeBilinear';
          const [rows, columns] = from.map((n, i) => weights(isBilinear, n, to[i as 0 | 1], mode));
          const values = transposed(dy.values, rows!, columns!, batch, channels);
          expectClose({ shape: x.shape, values: dx!.values }, { shape: x.shape, values }, 1e-5);
        });
      },
      20,
    );
  });

  test('of whole numbers', () => {
    const x: Data = { ...random([1, 3, 4, 2], 1), dtype: 'int32' };
    agree((images) => tf.image.resizeBilinear(images as tf.Tensor4D, [5, 5]), [x]);
    agree((images) => tf.image.resizeNearestNeighbor(images as tf.Tensor4D, [5, 5]), [x]);
  });
});
