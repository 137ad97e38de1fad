import type { TensorTree } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** The tensors of a tree in a fixed order, and a text for everything else about it. */
export interface Flat {
  readonly tensors: readonly Tensor[];
  /** Keys, lengths, shapes and element types: equal for trees that one plan serves. */
  readonly signature: string;
}

/** Takes a tree apart. */
export function flatten(tree: TensorTree): Flat {
  const tensors: Tensor[] = [];
  const walk = (branch: TensorTree): string => {
    if (branch === undefined) return '-';
    if (branch instanceof Tensor) {
      tensors.push(branch);
      return `${branch.dtype}[${branch.shape.join()}]`;
    }
    if (Array.isArray(branch)) return `(${(branch as readonly TensorTree[]).map(walk).join(';')})`;
    const entries = Object.entries(branch as Readonly<Record<string, TensorTree>>);
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${walk(each)}`).join(';')}}`;
  };
  return { signature: walk(tree), tensors };
}

/** The tree with something else in place of each tensor, in the order of {@link flatten}. */
export function replaceTensors<Tree>(tree: Tree, next: (tensor: Tensor) => Tensor): Tree {
  const walk = (branch: unknown): unknown => {
    if (branch === undefined) return undefined;
    if (branch instanceof Tensor) return next(branch as Tensor);
    if (Array.isArray(branch)) return branch.map(walk);
    return Object.fromEntries(
      Object.entries(branch as object).map(([key, each]) => [key, walk(each)]),
    );
  };
  return walk(tree) as Tree;
}
