import { type Node, type Use, sizeOf } from '../graph.ts';
import { at, count } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import { type Ending, finish, fusedEnding, sums } from './fused.ts';
import {
  type Emitter,
  inputOf,
  type Lowering,
  type Lowerings,
  outputOf,
  valuesOf,
} from './lowering.ts';

/** Rows or columns of a tile of the kernel: parts of the work begin at multiples of it. */
const TILE = 8;

/** y = op(a) op(b) for the last two axes of each. */
function multiply(node: Node, emit: Emitter, y: Use, ending?: Ending): void {
  const [a, b] = [inputOf(node, 'a'), inputOf(node, 'b')];
  const transposeA = node.attributes['transposeA'] === true;
  const transposeB = node.attributes['transposeB'] === true;
  const [m = 0, n = 0] = y.shape.slice(-2);
  const k = a.shape.at(transposeA ? -2 : -1) ?? 0;
  const batch = sizeOf(y.shape.slice(0, -2));
  const [batchA, batchB] = [sizeOf(a.shape.slice(0, -2)), sizeOf(b.shape.slice(0, -2))];
  if ((batchA !== batch && batchA !== 1) || (batchB !== batch && batchB !== 1)) {
    throw new Untraceable('it multiplies matrices whose outer axes are spread in part');
  }
  const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
  const task = {
    work: (batch * m * n * k) / 4,
    reads: valuesOf([a, b, ...(ending?.reads ?? [])]),
    writes: [y.value],
    scratch: emit.kernels.gemmScratchBytes(),
  };
  const leading = [lda, transposeA ? 1 : 0];
  const middle = [ldb, transposeB ? 1 : 0];
  const scratch = at('scratch');
  const end = (bytesPerUnit = 0) => [...(ending?.args(bytesPerUnit) ?? [0, 0]), scratch];
  if (batch !== 1) {
    const step = (own: number, size: number): number => (own === 1 ? 0 : size * 4);
    emit.task({
      ...task,
      units: batch,
      block: 1,
      calls: [
        {
          kernel: 'gemm',
          args: [
            ...[at(a.value, step(batchA, m * k)), ...leading],
            ...[at(b.value, step(batchB, k * n)), ...middle],
            ...[at(y.value, m * n * 4), n, m, n, k, 0, ...end()],
          ],
        },
      ],
    });
  } else if (m > n) {
    // Each part packs the whole other side, so that the shorter one is packed more than once.
    emit.task({
      ...task,
      units: m,
      align: TILE,
      calls: [
        {
          kernel: 'gemm',
          args: [
            ...[at(a.value, transposeA ? 4 : k * 4), ...leading],
            ...[at(b.value), ...middle],
            ...[at(y.value, n * 4), n, count(), n, k, 0, ...end()],
          ],
        },
      ],
    });
  } else {
    emit.task({
      ...task,
      units: n,
      align: TILE,
      calls: [
        {
          kernel: 'gemm',
          args: [
            ...[at(a.value), ...leading],
            ...[at(b.value, transposeB ? k * 4 : 4), ...middle],
            ...[at(y.value, 4), n, m, count(), k, 0, ...end(4)],
          ],
        },
      ],
    });
  }
}

/** y [..., n] = a [..., n] b [n, n], all with the same last axis. */
export function product(emit: Emitter, [a, b, y]: readonly [Use, Use, Use], n: number): void {
  const rows = a.value.size / n;
  emit.task({
    units: rows,
    align: TILE,
    work: (rows * n * n) / 4,
    reads: valuesOf([a, b]),
    writes: [y.value],
    scratch: emit.kernels.gemmScratchBytes(),
    calls: [
      {
        kernel: 'gemm',
        args: [
          ...[at(a.value, n * 4), n, 0, at(b.value), n, 0, at(y.value, n * 4), n],
          ...[count(), n, n, 0, 0, 0, at('scratch')],
        ],
      },
    ],
  });
}

const batchMatMul: Lowering = (node, emit) => {
  multiply(node, emit, outputOf(node));
};

const fusedMatMul: Lowering = (node, emit) => {
  const y = outputOf(node);
  const ending = fusedEnding(node, y.shape.at(-1) ?? 0);
  const total = sums(ending, emit, y);
  multiply(node, emit, total, ending);
  finish(ending, emit, total, y);
};

/** Products of matrices. */
export const matMulLowerings: Lowerings = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
