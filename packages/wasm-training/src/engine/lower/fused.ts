import { LEAKY_RELU_ALPHA } from '../../internal/activate.ts';
import type { Node, Use } from '../graph.ts';
import { type Argument, at, type KernelName } from '../task.ts';
import { Untraceable } from '../untraceable.ts';
import type { Emitter } from './lowering.ts';

/** What comes after the sums of a fused kernel. */
export interface Ending {
  /** The bias, unless the kernel adds it. */
  readonly bias?: Use;
  /** The activation, unless the kernel applies it. */
  readonly activation?: Activation;
  /** The address of the bias and the number of the activation, for kernels that take them. */
  readonly args: (bytesPerUnit?: number) => readonly [Argument, number];
  /** What else such a kernel reads. */
  readonly reads: readonly Use[];
}

interface Activation {
  readonly kernel: KernelName;
  readonly options: readonly number[];
  readonly weights?: Use;
}

/** Activations by their names in TensorFlow.js. */
const ACTIVATIONS: Readonly<Record<string, KernelName>> = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  sigmoid: 'sigmoid',
};

/** What `activate` in `assembly/activate.ts` calls them. */
const NUMBERS: Readonly<Record<string, number>> = { relu: 1, relu6: 2 };

/** The bias and the activation of a node, as steps of their own. */
export function separateEnding(node: Node): Ending {
  const bias = node.inputs['bias'];
  const activation = activationOf(node);
  return {
    ...(bias && { bias }),
    ...(activation && { activation }),
    args: () => [0, 0],
    reads: [],
  };
}

/**
 * The same, with as much as possible done by a kernel that takes `channels` numbers as bias and knows some
 * activations, while its sums are still in registers.
 */
export function fusedEnding(node: Node, channels: number): Ending {
  const separate = separateEnding(node);
  const { bias, activation } = separate;
  if (bias !== undefined && bias.value.size !== channels) return separate;
  const number = activation === undefined ? undefined : NUMBERS[activation.kernel];
  return {
    ...(activation !== undefined && number === undefined && { activation }),
    args: (bytesPerUnit = 0) => [bias ? at(bias.value, bytesPerUnit) : 0, number ?? 0],
    reads: bias ? [bias] : [],
  };
}

/**
 * Where the sums go: a value is made once, so that each step but the last makes one of its own. The
 * steps are operations on numbers at the same place, which become one pass.
 */
export function sums({ bias, activation }: Ending, emit: Emitter, output: Use): Use {
  return bias === undefined && activation === undefined ? output : emit.temporary(output.shape);
}

/** Adds the bias and applies the activation, where the kernel did not. */
export function finish({ bias, activation }: Ending, emit: Emitter, total: Use, output: Use): void {
  let current = total;
  if (bias !== undefined) {
    const next = activation === undefined ? output : emit.temporary(output.shape);
    emit.elementwise({ kernel: 'add', form: 'broadcast', operands: [current, bias], output: next });
    current = next;
  }
  if (activation === undefined) return;
  const { kernel, weights, options } = activation;
  if (weights !== undefined) {
    emit.elementwise({ kernel, form: 'broadcast', operands: [current, weights], output });
    return;
  }
  emit.elementwise({ kernel, form: 'flat', operands: [current], output, options });
}

function activationOf(node: Node): Activation | undefined {
  const name = node.attributes['activation'] as string | undefined;
  if (name === undefined || name === 'linear') return undefined;
  if (name === 'prelu') {
    const weights = node.inputs['preluActivationWeights'] as Use;
    return { kernel: 'prelu', options: [], weights };
  }
  if (name === 'leakyrelu') {
    return {
      kernel: 'leakyRelu',
      options: [Number(node.attributes['leakyreluAlpha'] ?? LEAKY_RELU_ALPHA)],
    };
  }
  const kernel = ACTIVATIONS[name];
  if (kernel === undefined) throw new Untraceable(`the activation '${name}' has no plan`);
  return { kernel, options: [] };
}
