import { Tensor, Variable } from '@tensorflow/tfjs-core';

/** Whether something is an array or a plain record, whose parts are looked at. */
export function isBranch(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A record of another realm has another Object.prototype, but that one has no prototype, either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether something is a tensor; variables are. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/** Whether something is a tensor, and no variable. */
export function isPlainTensor(value: unknown): value is Tensor {
  return value instanceof Tensor && !(value instanceof Variable);
}

/** The same arrays and records with each leaf replaced; leaves come in a fixed order. */
export function mapLeaves(tree: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (!isBranch(tree)) return replace(tree);
  if (Array.isArray(tree)) return tree.map((branch) => mapLeaves(branch, replace));
  return Object.fromEntries(
    Object.entries(tree).map(([key, branch]) => [key, mapLeaves(branch, replace)]),
  );
}

/** All leaves, in the order of {@link mapLeaves}. */
export function leavesOf(tree: unknown): readonly unknown[] {
  if (!isBranch(tree)) return [tree];
  return Object.values(tree).flatMap(leavesOf);
}

/** All tensors among the leaves; variables too. */
export function tensorsOf(tree: unknown): readonly Tensor[] {
  return leavesOf(tree).filter(isTensor);
}

/**
 * The tree with tensors that the caller may own: one that is among `borrowed` or comes a second time is
 * replaced by another handle on the same data, and a variable by its value.
 */
export function ownTensors(tree: unknown, borrowed: Iterable<Tensor>): unknown {
  const taken = new Set(borrowed);
  return mapLeaves(tree, (leaf) => {
    if (!isTensor(leaf)) return leaf;
    if (taken.has(leaf) || leaf instanceof Variable) return leaf.clone();
    taken.add(leaf);
    return leaf;
  });
}
