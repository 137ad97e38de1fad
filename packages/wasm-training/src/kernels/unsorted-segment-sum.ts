import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type Tensor,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { defineKernel } from '../kernel.ts';
import { ParticleError } from '@sora-particles/combinator-core';

/**
 * Sums rows by segment: y[s] = sum of x[i] where segmentIds[i] = s. It is the gradient of `gather`, so
 * of embeddings. Ids outside of [0, numSegments) are left out, as on the other backends.
 *
 * Input: x [rows, ...], float32 or int32; segmentIds [rows], int32. Output: [numSegments, ...].
 */
export const unsortedSegmentSum = defineKernel<Inputs, UnsortedSegmentSumAttrs>(
  UnsortedSegmentSum,
  {
    simd({ inputs, attrs: { numSegments } }, { kernels, addressOf, allocate }) {
      const { x, segmentIds } = checked(inputs);
      if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return undefined;
      const [rows = 0, ...row] = x.shape;
      const y = allocate([numSegments, ...row]);
      const length = util.sizeFromShape(row);
      kernels.unsortedSegmentSum(
        addressOf(x),
        addressOf(segmentIds),
        addressOf(y),
        rows,
        length,
        numSegments,
      );
      return y;
    },
    composed: ({ inputs, attrs: { numSegments }, backend }) =>
      addRows(checked(inputs), numSegments, backend),
  },
);

interface Inputs {
  readonly x: Tensor;
  readonly segmentIds: Tensor;
}

function checked({ x, segmentIds }: Inputs): Inputs {
  const rows = x.shape[0];
  if (segmentIds.rank !== 1 || segmentIds.size !== rows) {
    throw new ParticleError({
      code: 'axis-mismatch',
      summary: 'unsortedSegmentSum() needs one segment id for each row',
      expected: `segmentIds of shape [${String(rows)}]`,
      found: `[${segmentIds.shape.join(', ')}]`,
    });
  }
  return { x, segmentIds };
}

function addRows({ x, segmentIds }: Inputs, numSegments: number, backend: BackendWasm): Tensor {
  const [rows = 0] = x.shape;
  const y = allocate(backend, [numSegments, ...x.shape.slice(1)], x.dtype);
  const values = valuesOf(backend, x);
  const ids = valuesOf(backend, segmentIds);
  const totals = valuesOf(backend, y);
  const length = rows === 0 ? 0 : x.size / rows;
  totals.fill(0);
  for (let row = 0; row < rows; row++) {
    const segment = ids[row] as number;
    if (segment < 0 || segment >= numSegments) continue;
    const from = row * length;
    const to = segment * length;
    for (let k = 0; k < length; k++) {
      totals[to + k] = (totals[to + k] as number) + (values[from + k] as number);
    }
  }
  return y;
}
