import type { TensorTree } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** All tensors in nested arrays and records. */
export function tensorsOf(tree: TensorTree): readonly Tensor[] {
  if (tree === undefined) return [];
  if (tree instanceof Tensor) return [tree];
  return Object.values(tree as Branches).flatMap(tensorsOf);
}

/** Releases all tensors of a tree but those to keep. What is disposed already stays so. */
export function release(tree: TensorTree, keep: ReadonlySet<Tensor> = new Set()): void {
  for (const tensor of tensorsOf(tree)) {
    if (!keep.has(tensor) && !tensor.isDisposed) tensor.dispose();
  }
}

/** The same tree, with handles of its own on the tensors that belong to somebody else. */
export function owning<Tree extends TensorTree>(tree: Tree, borrowed: ReadonlySet<Tensor>): Tree {
  return copy(tree, borrowed) as Tree;
}

type Branches = Readonly<Record<string, TensorTree>>;

function copy(tree: TensorTree, borrowed: ReadonlySet<Tensor>): TensorTree {
  if (tree === undefined) return tree;
  if (tree instanceof Tensor) return borrowed.has(tree) ? tree.clone() : tree;
  if (Array.isArray(tree)) return (tree as TensorTree[]).map((branch) => copy(branch, borrowed));
  return Object.fromEntries(
    Object.entries(tree as Branches).map(([key, branch]) => [key, copy(branch, borrowed)]),
  );
}
