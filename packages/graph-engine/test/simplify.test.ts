import type { GraphNode, GraphOutput } from '../src/graph/node.ts';
import { type AddNode, type Asked, simplify } from '../src/graph/simplify.ts';
import { dtypes } from '../src/native/backend.ts';

let nodes: GraphNode[] = [];
beforeEach(() => {
  nodes = [];
});

const add: AddNode = (op, inputs, attr, shape) => {
  const node = {
    name: `n${nodes.length}`,
    op,
    input: inputs.map(({ node: { name } }) => name),
    attr,
  };
  nodes.push(node);
  return { node, index: 0, dtype: inputs[0]?.dtype ?? dtypes.int32, shape, varies: true };
};
const input = (...shape: number[]): GraphOutput => ({
  ...add('Placeholder', [], {}, shape),
  dtype: dtypes.float32,
});

/** What is asked for, written down by itself where nothing simpler stands for it. */
function ask(
  op: string,
  inputs: readonly GraphOutput[],
  shape: readonly number[],
  attributes: Asked['attributes'] = {},
): GraphOutput {
  return simplify({ op, inputs, shape, attributes }, add) ?? add(op, inputs, attributes, shape);
}

/** The operations that lead to an output, from the last to the first. */
function leadingTo({ node }: GraphOutput): string[] {
  const before = nodes.find(({ name }) => name === node.input[0]);
  return before === undefined
    ? [node.op]
    : [node.op, ...leadingTo({ node: before } as GraphOutput)];
}

/** A dense layer as tfjs-node asks for it: in stacks of one, between reshapes. */
function dense(x: GraphOutput, kernel: GraphOutput, bias: GraphOutput): GraphOutput {
  const [m = 0, k = 0] = x.shape;
  const [, n = 0] = kernel.shape;
  const stacks = [ask('Reshape', [x], [1, m, k]), ask('Reshape', [kernel], [1, k, n])];
  const product = ask('BatchMatMulV2', stacks, [1, m, n]);
  const active = ask('Relu', [ask('Add', [product, bias], [1, m, n])], [1, m, n]);
  return ask('Reshape', [active], [m, n]);
}

test('dense layers become products, biases and activations in a row', () => {
  const hidden = dense(input(4, 6), input(6, 5), input(5));
  const y = dense(hidden, input(5, 2), input(2));
  const layer = ['Relu', 'BiasAdd', 'MatMul'];
  expect(leadingTo(y)).toEqual([...layer, ...layer, 'Placeholder']);
  expect(y.shape).toEqual([4, 2]);
});

test('products keep which of their sides is transposed', () => {
  const sides = [input(1, 6, 4), input(1, 5, 6)];
  ask('BatchMatMulV2', sides, [1, 4, 5], { adj_x: { b: true }, adj_y: { b: true } });
  expect(nodes.find(({ op }) => op === 'MatMul')?.attr).toMatchObject({
    transpose_a: { b: true },
    transpose_b: { b: true },
  });
});

test('a convolution and its bias are a row, too', () => {
  const sums = ask('Conv2D', [input(2, 8, 8, 1), input(3, 3, 1, 4)], [2, 6, 6, 4]);
  const y = ask('Add', [sums, input(4)], [2, 6, 6, 4]);
  expect(leadingTo(y)).toEqual(['BiasAdd', 'Conv2D', 'Placeholder']);
});

test.each([
  ['as many numbers as there are rows', [1, 5, 5], [5, 1]],
  ['one number', [1, 5, 5], [1]],
  ['a matrix', [1, 5, 5], [5, 5]],
  ['what makes the sum larger', [1, 1, 5], [5, 5]],
])('%s is no bias', (_, shape, added) => {
  const product = ask('BatchMatMulV2', [input(1, shape[1] ?? 0, 3), input(1, 3, 5)], shape);
  const y = ask('Add', [product, input(...added)], [1, 5, 5]);
  expect(leadingTo(y)[0]).toBe('Add');
});

test('the last axis of the reshaped product must still be that of its columns', () => {
  const product = ask('BatchMatMulV2', [input(1, 4, 3), input(1, 3, 6)], [1, 4, 6]);
  const y = ask('Add', [ask('Reshape', [product], [6, 4]), input(4)], [6, 4]);
  expect(leadingTo(y)[0]).toBe('Add');
});

test('stacks of several matrices, and products of integers, stay as they are', () => {
  expect(ask('BatchMatMulV2', [input(2, 4, 3), input(2, 3, 5)], [2, 4, 5]).node.op).toBe(
    'BatchMatMulV2',
  );
  const integers = [input(1, 4, 3), input(1, 3, 5)].map((x) => ({ ...x, dtype: dtypes.int32 }));
  expect(ask('BatchMatMulV2', integers, [1, 4, 5]).node.op).toBe('BatchMatMulV2');
});

test('a reshape of a reshape is one of the first, and none where that has the shape', () => {
  const x = input(4, 6);
  const twice = ask('Reshape', [ask('Reshape', [x], [2, 12])], [3, 8]);
  expect(leadingTo(twice)).toEqual(['Reshape', 'Placeholder']);
  expect(ask('Reshape', [twice], [4, 6])).toBe(x);
});
