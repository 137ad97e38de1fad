import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Ending, NO_ENDING } from './activate.ts';
import type { Simd } from './simd.ts';

/** Whether the sides of a product are stored transposed. */
export interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * The product of two stacks of matrices whose leading axes broadcast, with what comes after it; nothing
 * where the sides do not fit or are not float32, for the stock kernel says so in its own words.
 */
export function multiply(
  { a, b }: { readonly a: TensorInfo; readonly b: TensorInfo },
  { transposeA, transposeB }: Transposes,
  { kernels, addressOf, allocate, scratch }: Simd,
  ending: Ending = NO_ENDING,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [m, k] = sidesOf(a.shape, transposeA);
  const [inner, n] = sidesOf(b.shape, transposeB);
  if (inner !== k) return undefined;
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const work = scratch(kernels.gemmScratchBytes());
  const c = allocate([...batch, m, n]);
  const [fromA, fromB, toC] = [addressOf(a), addressOf(b), addressOf(c)];
  const run = (i: number, j: number, to: number, rows: number): void => {
    kernels.gemm(
      fromA + i * m * k * 4,
      transposeA ? m : k,
      Number(transposeA),
      fromB + j * k * n * 4,
      transposeB ? k : n,
      Number(transposeB),
      toC + to * m * n * 4,
      n,
      rows,
      n,
      k,
      0,
      ...ending.args,
      work,
    );
  };
  const count = util.sizeFromShape(batch);
  // One matrix on the right for all on the left: their rows make one tall matrix.
  if (util.sizeFromShape(batchB) === 1 && !transposeA) run(0, 0, 0, count * m);
  else {
    const places = [placesIn(batchA, batch), placesIn(batchB, batch)] as const;
    for (let item = 0; item < count; item++) run(places[0](item), places[1](item), item, m);
  }
  ending.rest(c);
  return c;
}

function sidesOf(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** Which matrix of a stack of shape `from` stands at a place of the stack of shape `to`. */
function placesIn(from: readonly number[], to: readonly number[]): (place: number) => number {
  const aligned = [...to.slice(from.length).map(() => 1), ...from];
  return (place) => {
    let index = 0;
    let step = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const size = to[axis] ?? 1;
      if (aligned[axis] !== 1) {
        index += (place % size) * step;
        step *= size;
      }
      place = Math.floor(place / size);
    }
    return index;
  };
}
