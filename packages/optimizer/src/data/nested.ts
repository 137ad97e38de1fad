import { ParticleError } from '@sora-particles/combinator-core';
import { isNumericArray, sizeOf } from './numeric-array.ts';
import { describe, ragged } from './refuse.ts';

/** Flat numbers with the shape that they had as nested arrays. */
export interface FlatNumbers {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Lays nested arrays flat.
 *
 * @param path - What they are, for messages, e.g. `data.x`.
 * @param firstIndex - Index of the first of them in the data, for messages.
 * @throws ParticleError `value-invalid` for arrays of different lengths or for anything that
 *   is not a number, naming its index.
 */
export function flattenNested(
  path: string,
  nested: readonly unknown[],
  firstIndex = 0,
): FlatNumbers {
  const shape = shapeOf(nested);
  const values = new Float32Array(sizeOf(shape));
  let written = 0;
  const index: number[] = [];
  const visit = (node: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (typeof node !== 'number' && typeof node !== 'boolean')
        throw notANumber(path, index, node);
      values[written++] = Number(node);
      return;
    }
    if (!isList(node) || node.length !== shape[depth]) throw differs(path, index, shape, node);
    if (isNumericArray(node)) {
      if (depth !== shape.length - 1) throw differs(path, index, shape, node);
      values.set(node, written);
      written += node.length;
      return;
    }
    for (let i = 0; i < node.length; i++) {
      index[depth] = depth === 0 ? firstIndex + i : i;
      visit(node[i], depth + 1);
    }
    index.length = depth;
  };
  visit(nested, 0);
  return { values, shape };
}

/** The shape if every array is as long as the first one at its depth. */
function shapeOf(nested: readonly unknown[]): readonly number[] {
  const shape: number[] = [];
  for (let node: unknown = nested; isList(node); node = node[0]) {
    shape.push(node.length);
    if (node.length === 0) break;
  }
  return shape;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumericArray(value);
}

function differs(
  path: string,
  index: readonly number[],
  shape: readonly number[],
  node: unknown,
): ParticleError {
  const rest = shape.slice(index.length);
  return ragged(at(path, index), `[${rest.join(', ')}] numbers`, describe(node));
}

function notANumber(path: string, index: readonly number[], node: unknown): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `${at(path, index)} is not a number`,
    path,
    expected: 'a number',
    found: describe(node),
  });
}

/** A place in nested arrays as one would write it, e.g. `data.x[3][0]`. */
function at(path: string, index: readonly number[]): string {
  return `${path}${index.map((i) => `[${String(i)}]`).join('')}`;
}
