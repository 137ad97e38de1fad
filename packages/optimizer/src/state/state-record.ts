import { ParticleError, type TensorRecord, type TensorTree } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/**
 * The state of a transform as one flat record, so that a checkpoint can store it: keys are the way
 * to each tensor, e.g. `momentum/conv1/kernel`, or `1/step` in a chain. The tensors stay the same.
 *
 * @param state - What `init` or `update` gave.
 * @throws ParticleError `name-duplicate` if two tensors would get the same key.
 */
export function stateToRecord(state: TensorTree): TensorRecord {
  const entries = leaves(state, '');
  const record = Object.fromEntries(entries);
  if (Object.keys(record).length === entries.length) return record;
  const seen = new Set<string>();
  const twice = entries.find(([path]) => seen.size === seen.add(path).size);
  throw new ParticleError({
    code: 'name-duplicate',
    summary: 'two tensors of the state have the same path',
    path: twice?.[0],
  });
}

/**
 * The inverse of {@link stateToRecord}.
 *
 * @param template - A state of the same structure: what `init` gives for the same weights.
 * @param record - The stored tensors.
 * @returns A state with the tensors of `record`. The template's own can be disposed of.
 * @throws ParticleError `variable-missing`, `variable-unexpected`, or `variable-invalid` for
 *   another shape or dtype: nothing is ever filled in.
 *
 * @example
 * ```ts
 * import { adam, stateFromRecord, stateToRecord } from '@sora-particles/optimizer';
 * import { zeros } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const optimizer = adam();
 * const state = optimizer.init({ 'dense/kernel': zeros([3, 2]) });
 * const stored = stateToRecord(state); // { step, 'momentum/dense/kernel', 'velocity/dense/kernel' }
 * const restored = stateFromRecord(state, stored);
 * ```
 */
export function stateFromRecord<State extends TensorTree>(
  template: State,
  record: TensorRecord,
): State {
  const known = new Set(leaves(template, '').map(([path]) => path));
  const extra = Object.keys(record).find((path) => !known.has(path));
  if (extra !== undefined) {
    throw new ParticleError({
      code: 'variable-unexpected',
      summary: 'the optimiser keeps no such state',
      path: extra,
      expected: [...known].join(', '),
    });
  }
  return rebuild(template, record, '') as State;
}

function leaves(tree: TensorTree, path: string): [string, Tensor][] {
  if (tree === undefined) return [];
  if (tree instanceof Tensor) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, inner]: [string, TensorTree]) =>
    leaves(inner, path === '' ? key : `${path}/${key}`),
  );
}

function rebuild(tree: TensorTree, record: TensorRecord, path: string): TensorTree {
  if (tree === undefined) return undefined;
  if (tree instanceof Tensor) return checked(tree, record, path);
  const inner = ([key, value]: [string, TensorTree]): [string, TensorTree] => [
    key,
    rebuild(value, record, path === '' ? key : `${path}/${key}`),
  ];
  const entries = Object.entries(tree).map(inner);
  return Array.isArray(tree) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function checked(template: Tensor, record: TensorRecord, path: string): Tensor {
  const found = Object.hasOwn(record, path) ? record[path] : undefined;
  const expected = `${template.dtype} [${template.shape.join(', ')}]`;
  if (!found) {
    throw new ParticleError({
      code: 'variable-missing',
      summary: 'a part of the state of the optimiser is missing',
      path,
      expected,
    });
  }
  const shown = `${found.dtype} [${found.shape.join(', ')}]`;
  if (shown === expected) return found;
  throw new ParticleError({
    code: 'variable-invalid',
    summary: 'a part of the state of the optimiser has another shape or type',
    path,
    expected,
    found: shown,
  });
}
