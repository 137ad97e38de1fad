import type { Node, Use } from '../graph.ts';
import type { KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import type { Emitter } from './lowering.ts';

/** What a fused kernel may do with its sums. */
const ACTIVATIONS: Readonly<Record<string, KernelName>> = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  sigmoid: 'sigmoid',
};

/**
 * What fused kernels do after their sums: the steps after it are operations on numbers at the same place,
 * which become one pass.
 *
 * A value is made once, so that each step but the last makes a value of its own: the sums are written to
 * the first of them.
 */
export function sums(node: Node, emit: Emitter, output: Use): Use {
  return hasBias(node) || activationOf(node) !== undefined ? emit.temporary(output.shape) : output;
}

/** Adds the bias, if there is one, and applies the activation, if there is one. */
export function finish(node: Node, emit: Emitter, total: Use, output: Use): void {
  const bias = node.inputs['bias'];
  const activation = activationOf(node);
  let current = total;
  if (bias !== undefined) {
    const next = activation === undefined ? output : emit.temporary(output.shape);
    emit.elementwise({ kernel: 'add', form: 'broadcast', operands: [current, bias], output: next });
    current = next;
  }
  if (activation === undefined) return;
  const { kernel, options } = activation;
  if (kernel === 'prelu') {
    const weights = node.inputs['preluActivationWeights'] as Use;
    emit.elementwise({ kernel, form: 'broadcast', operands: [current, weights], output });
    return;
  }
  emit.elementwise({ kernel, form: 'flat', operands: [current], output, options });
}

function hasBias(node: Node): boolean {
  return node.inputs['bias'] !== undefined;
}

function activationOf(
  node: Node,
): { readonly kernel: KernelName; readonly options: readonly number[] } | undefined {
  const name = node.attributes['activation'] as string | undefined;
  if (name === undefined || name === 'linear') return undefined;
  if (name === 'prelu') return { kernel: 'prelu', options: [] };
  if (name === 'leakyrelu') {
    return { kernel: 'leakyRelu', options: [Number(node.attributes['leakyreluAlpha'] ?? 0.2)] };
  }
  const kernel = ACTIVATIONS[name];
  if (kernel === undefined) throw new Untraceable(`the activation '${name}' has no plan`);
  return { kernel, options: [] };
}
