import { Tensor } from '@tensorflow/tfjs-core';

/** Whether something is a tensor of TensorFlow.js. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/** All tensors in nested arrays and records. Values that are no tensors are passed over. */
export function tensorsIn(tree: unknown): readonly Tensor[] {
  if (isTensor(tree)) return [tree];
  if (!isBranch(tree)) return [];
  return Object.values(tree).flatMap(tensorsIn);
}

/** The same tree with every tensor replaced. */
function mapTensors<Tree>(tree: Tree, replace: (tensor: Tensor) => Tensor): Tree {
  return map(tree, replace) as Tree;
}

function map(tree: unknown, replace: (tensor: Tensor) => Tensor): unknown {
  if (isTensor(tree)) return replace(tree);
  if (!isBranch(tree)) return tree;
  if (Array.isArray(tree)) return tree.map((branch) => map(branch, replace));
  return Object.fromEntries(
    Object.entries(tree).map(([key, branch]) => [key, map(branch, replace)]),
  );
}

function isBranch(tree: unknown): tree is object {
  return typeof tree === 'object' && tree !== null && !ArrayBuffer.isView(tree);
}

/**
 * The tree with tensors that the caller may own: each one that is among `borrowed`, or that occurs a
 * second time, is replaced by another handle on the same data, so that disposing of one leaves the
 * other alive.
 */
export function ownTensors<Tree>(tree: Tree, borrowed: Iterable<Tensor>): Tree {
  const taken = new Set(borrowed);
  return mapTensors(tree, (tensor) => {
    if (taken.has(tensor)) return tensor.clone();
    taken.add(tensor);
    return tensor;
  });
}
