import type { TensorTree } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** All tensors in nested arrays and records. */
export function tensorsOf(tree: TensorTree): readonly Tensor[] {
  return [...entriesOf(tree)].map(([, tensor]) => tensor);
}

/** All tensors with their paths, e.g. `momentum/dense/kernel`, or `0/step` in arrays. */
export function* entriesOf(
  tree: TensorTree,
  path = '',
): Generator<readonly [path: string, tensor: Tensor]> {
  if (tree === undefined) return;
  if (tree instanceof Tensor) {
    yield [path, tree];
    return;
  }
  for (const [key, branch] of Object.entries(tree as Branches)) {
    yield* entriesOf(branch, path === '' ? key : `${path}/${key}`);
  }
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
