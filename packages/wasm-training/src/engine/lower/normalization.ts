import type { Use } from '../graph.ts';
import { type Emitter, inputOf, type Lowering, type Lowerings, outputOf } from './lowering.ts';
import { product } from './mat-mul.ts';

/** y = (x - mean) / sqrt(variance + epsilon) * scale + offset, by channel. */
const fusedBatchNorm: Lowering = (node, emit) => {
  const x = inputOf(node, 'x');
  const y = outputOf(node);
  const epsilon = Number(node.attributes['varianceEpsilon'] ?? 0.001);
  const [mean, variance] = [inputOf(node, 'mean'), inputOf(node, 'variance')];
  const { scale, offset } = node.inputs;
  const binary = (kernel: 'add' | 'sub' | 'mul', a: Use, b: Use, output: Use): Use => {
    emit.elementwise({ kernel, form: 'broadcast', operands: [a, b], output });
    return output;
  };
  const floor = emit.constant(Float32Array.of(epsilon));
  const shifted = binary('add', variance, floor, emit.temporary(variance.shape));
  const root = emit.temporary(variance.shape);
  emit.elementwise({ kernel: 'rsqrt', form: 'flat', operands: [shifted], output: root });
  const factor =
    scale === undefined ? root : binary('mul', root, scale, emit.temporary(variance.shape));
  const centred = binary('sub', x, mean, emit.temporary(x.shape));
  const scaled = binary('mul', centred, factor, offset === undefined ? y : emit.temporary(x.shape));
  if (offset !== undefined) binary('add', scaled, offset, y);
};

interface LocalResponse {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** For each place, the sum of x over channels that are no further than `radius` away. */
function nearChannels(emit: Emitter, x: Use, radius: number): Use {
  const channels = x.shape.at(-1) ?? 1;
  const band = Float32Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  const sums = emit.temporary(x.shape);
  const matrix = emit.constant(band);
  product(emit, [x, matrix, sums], channels);
  return sums;
}

/** Applies operations on numbers at the same place to what lies in between. */
function calculator(emit: Emitter, shape: readonly number[]) {
  const constant = (number: number) => emit.constant(Float32Array.of(number));
  const binary =
    (kernel: 'add' | 'mul' | 'div' | 'pow') =>
    (a: Use, b: Use | number, output = emit.temporary(shape)): Use => {
      const operands = [a, typeof b === 'number' ? constant(b) : b];
      emit.elementwise({ kernel, form: 'broadcast', operands, output });
      return output;
    };
  return { add: binary('add'), mul: binary('mul'), div: binary('div'), pow: binary('pow') };
}

/** y = x (bias + alpha sum of squares near by)^-beta. */
const localResponse: Lowering = (node, emit) => {
  const [x, y] = [inputOf(node, 'x'), outputOf(node)];
  const options = node.attributes as unknown as LocalResponse;
  const { mul, pow } = calculator(emit, x.shape);
  mul(x, pow(normOf(emit, x, options), -options.beta), y);
};

/** dx = dy norm^-beta - 2 alpha beta x (sum of dy y / norm near by). */
const localResponseGrad: Lowering = (node, emit) => {
  const [x, y, dy] = [inputOf(node, 'x'), inputOf(node, 'y'), inputOf(node, 'dy')];
  const options = node.attributes as unknown as LocalResponse;
  const { alpha, beta, depthRadius } = options;
  const { add, mul, div, pow } = calculator(emit, x.shape);
  const norm = normOf(emit, x, options);
  const shares = nearChannels(emit, div(mul(dy, y), norm), depthRadius);
  const own = mul(dy, pow(norm, -beta));
  add(own, mul(mul(x, shares), -2 * alpha * beta), outputOf(node));
};

function normOf(emit: Emitter, x: Use, { depthRadius, bias, alpha }: LocalResponse): Use {
  const { add, mul } = calculator(emit, x.shape);
  return add(mul(nearChannels(emit, mul(x, x), depthRadius), alpha), bias);
}

/** Normalisations that TensorFlow.js has a kernel for. */
export const normalizationLowerings: Lowerings = {
  FusedBatchNorm: fusedBatchNorm,
  LRN: localResponse,
  LRNGrad: localResponseGrad,
};
