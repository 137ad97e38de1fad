import type { Use } from '../graph.ts';
import { inputOf, type Lowering, type Lowerings, outputOf } from './lowering.ts';

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

/** Normalisations that TensorFlow.js has a kernel for. */
export const normalizationLowerings: Lowerings = { FusedBatchNorm: fusedBatchNorm };
