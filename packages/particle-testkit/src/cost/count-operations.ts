import { profile } from '@tensorflow/tfjs-core';

/** The arithmetic that really ran, from the shapes that kernels took and gave. */
export interface Operations {
  /** Of products of matrices and convolutions; a multiplication and an addition count as two. */
  readonly products: number;
  /** Numbers that other arithmetic took or gave, whichever are more: one for each kernel and number. */
  readonly others: number;
}

type Shape = readonly number[];

/** Kernels that move numbers and compute none. */
const MOVES =
  /^(?:Identity|Reshape|Transpose|Slice|StridedSlice|Concat|Pack|Unpack|SplitV|Cast|Gather\w*|Tile|Pad\w*|MirrorPad|Fill|OnesLike|ZerosLike|OneHot|Reverse|Scatter\w*|ExpandDims|BatchToSpaceND|SpaceToBatchND|DepthToSpace|Range|LinSpace|BroadcastTo)$/;

/** Counts what `act` computes. What it makes is the caller's. */
export async function countOperations(act: () => Promise<unknown>): Promise<Operations> {
  const { kernels } = await profile(async () => {
    await act();
    return [];
  });
  const total = { products: 0, others: 0 };
  for (const { name, inputShapes, outputShapes } of kernels) {
    const inputs = (inputShapes as readonly (Shape | null | undefined)[]).map((it) => it ?? []);
    const output = outputShapes[0] ?? [];
    const products = productsOf(name, inputs, output);
    if (products !== undefined) total.products += products;
    else if (!MOVES.test(name)) total.others += Math.max(...[output, ...inputs].map(sizeOf));
  }
  return total;
}

/** Each number of the output is a sum of as many products as the filter or the inner axis is long. */
function productsOf(name: string, inputs: readonly Shape[], output: Shape): number | undefined {
  const [x = [], filter = []] = inputs;
  switch (name) {
    case 'BatchMatMul':
    case '_FusedMatMul': {
      // Whichever way round: the rows of the left one are those of the output.
      const inner = (x.at(-1) ?? 0) * (x.at(-2) ?? 0);
      return 2 * sizeOf(output) * (inner / Math.max(1, output.at(-2) ?? 1));
    }
    case 'Conv2D':
    case 'FusedConv2D':
      return 2 * sizeOf(output) * sizeOf(filter.slice(0, 3));
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return 2 * sizeOf(output) * sizeOf(filter.slice(0, 2));
    default:
      return undefined;
  }
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
