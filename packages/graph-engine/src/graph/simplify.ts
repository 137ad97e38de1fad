import { dtypes } from '../native/backend.ts';
import { tensorProto } from './constant.ts';
import type { AttributeValue, GraphOutput } from './node.ts';

/** Adds a node with one output to the graph. */
export type AddNode = (
  op: string,
  inputs: readonly GraphOutput[],
  attributes: Readonly<Record<string, AttributeValue>>,
  shape: readonly number[],
) => GraphOutput;

/** An operation with one result, as it was asked for. */
export interface Asked {
  readonly op: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly inputs: readonly GraphOutput[];
  readonly shape: readonly number[];
}

/** Operations on each number by itself: the shape does not matter to them. */
const BY_NUMBER = new Set(['Relu', 'Relu6', 'Elu', 'LeakyRelu', 'Sigmoid', 'Tanh']);

/** What a bias is added to, for TensorFlow to see one operation in both. */
const TAKES_BIAS = new Set(['MatMul', 'Conv2D', 'DepthwiseConv2dNative']);

/**
 * Writes an operation of tfjs-node as the one that TensorFlow has a faster kernel for, where there is one.
 * tfjs-node multiplies matrices as stacks of one, between reshapes, and adds a bias as any two tensors are
 * added; TensorFlow fuses a product with its bias and activation only where it finds `MatMul` (or a
 * convolution), `BiasAdd` and the activation in a row.
 *
 * @returns What stands for the result, or nothing to write the operation as it is.
 */
export function simplify(asked: Asked, add: AddNode): GraphOutput | undefined {
  const { op, attributes, inputs, shape } = asked;
  const [first, second] = inputs;
  if (first === undefined) return undefined;
  const numbers = numbersOf(first);
  if (op === 'Reshape') return reshape(numbers, shape, add);
  if (op === 'BatchMatMulV2' && second !== undefined) return product(asked, first, second, add);
  if ((op === 'Add' || op === 'AddV2') && second !== undefined && isBias(numbers, second, asked)) {
    const type = { type: numbers.dtype };
    return reshape(add('BiasAdd', [numbers, second], { T: type }, numbers.shape), shape, add);
  }
  if (BY_NUMBER.has(op) && numbers !== first) {
    return reshape(add(op, [numbers], attributes, numbers.shape), shape, add);
  }
  return undefined;
}

/** The output that an output is a reshape of, or itself. */
function numbersOf(output: GraphOutput): GraphOutput {
  return output.reshapeOf ?? output;
}

function reshape(numbers: GraphOutput, shape: readonly number[], add: AddNode): GraphOutput {
  if (isSame(numbers.shape, shape)) return numbers;
  const target = tensorProto(dtypes.int32, [shape.length], Int32Array.from(shape));
  const constant = add('Const', [], { dtype: { type: dtypes.int32 }, value: { tensor: target } }, [
    shape.length,
  ]);
  const types = { T: { type: numbers.dtype }, Tshape: { type: dtypes.int32 } };
  return { ...add('Reshape', [numbers, constant], types, shape), reshapeOf: numbers };
}

/** The product of two stacks of one matrix each, as that of two matrices. */
function product(
  { attributes, shape }: Asked,
  a: GraphOutput,
  b: GraphOutput,
  add: AddNode,
): GraphOutput | undefined {
  if (a.dtype !== dtypes.float32 || !isOneMatrix(a) || !isOneMatrix(b)) return undefined;
  const sides = [a, b].map((side) => reshape(numbersOf(side), side.shape.slice(-2), add));
  const flags = {
    transpose_a: attributes['adj_x'] ?? { b: false },
    transpose_b: attributes['adj_y'] ?? { b: false },
  };
  const matrix = add('MatMul', sides, { T: { type: a.dtype }, ...flags }, shape.slice(-2));
  return reshape(matrix, shape, add);
}

function isOneMatrix({ shape }: GraphOutput): boolean {
  return shape.slice(0, -2).every((size) => size === 1);
}

/** Whether `bias` is one number for each column or channel of what it is added to. */
function isBias(numbers: GraphOutput, bias: GraphOutput, { inputs, shape }: Asked): boolean {
  const channels = numbers.shape.at(-1);
  return (
    TAKES_BIAS.has(numbers.node.op) &&
    numbers.dtype === dtypes.float32 &&
    isSame(bias.shape, [channels]) &&
    shape.at(-1) === channels &&
    isSame(inputs[0]?.shape, shape)
  );
}

function isSame(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a?.length === b.length && a.every((size, axis) => size === b[axis]);
}
