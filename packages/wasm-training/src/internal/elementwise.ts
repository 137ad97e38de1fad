import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Placement, placementOf } from '../engine/placement.ts';
import type { Simd } from './simd.ts';

/** A SIMD kernel of one input. */
export type UnaryKernel = (x: number, y: number, count: number) => void;

/** A SIMD kernel of two inputs: y[i, j] = op(a[i aOuter + j aInner], b[i bOuter + j bInner]). */
export type BinaryKernel = (
  a: number,
  b: number,
  y: number,
  outer: number,
  inner: number,
  aOuter: number,
  aInner: number,
  bOuter: number,
  bInner: number,
) => void;

/** A kernel applied to every number; nothing for other types than float32. */
export function mapped(
  x: TensorInfo,
  { addressOf, allocate }: Simd,
  kernel: UnaryKernel,
): TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const y = allocate(x.shape);
  kernel(addressOf(x), addressOf(y), util.sizeFromShape(x.shape));
  return y;
}

/**
 * A kernel applied to the numbers of two tensors at the same places; nothing for other types than
 * float32, and where the tensors broadcast in other ways than by row, by column or as one number.
 */
export function combined(
  { a, b }: { readonly a: TensorInfo; readonly b: TensorInfo },
  { addressOf, allocate }: Simd,
  kernel: BinaryKernel,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [atA, atB] = [placementOf(a.shape, shape), placementOf(b.shape, shape)];
  if (atA === undefined || atB === undefined) return undefined;
  const inners = [atA, atB].flatMap((place) => ('inner' in place ? [place.inner] : []));
  if (new Set(inners).size > 1) return undefined;
  const size = util.sizeFromShape(shape);
  const inner = inners[0] ?? size;
  const y = allocate(shape);
  if (size === 0) return y;
  const [aOuter, aInner] = stridesOf(atA, inner);
  const [bOuter, bInner] = stridesOf(atB, inner);
  const [from, other, to] = [a, b, y].map(addressOf) as [number, number, number];
  kernel(from, other, to, size / inner, inner, aOuter, aInner, bOuter, bInner);
  return y;
}

function stridesOf({ kind }: Placement, inner: number): [outer: number, inner: number] {
  if (kind === 'full') return [inner, 1];
  if (kind === 'row') return [0, 1];
  return kind === 'column' ? [1, 0] : [0, 0];
}
