import { ParticleError, type TensorSpec } from '@sora-particles/combinator-core';
import { arrange, type Arranged } from './arranged.ts';
import { literalItemShape } from './item-shape.ts';
import { numberType } from './number-type.ts';
import { isNumericArray, sizeOf } from './numeric-array.ts';
import { describe, ragged } from './refuse.ts';
import type { NumberTable } from './table.ts';

/**
 * Reads a list with one typed array, `{ values, shape }` or tensor for each example. Bare typed
 * arrays take the shape that the contract states, if it holds as many numbers.
 */
export async function readRows(
  path: string,
  spec: TensorSpec,
  list: readonly unknown[],
  firstIndex: number,
): Promise<NumberTable> {
  const at = (index: number): string => `${path}[${String(firstIndex + index)}]`;
  const rows: Arranged[] = [];
  for (const [index, item] of list.entries()) {
    rows.push(await readRow(at(index), spec, item));
  }
  const shape = rows[0]?.shape ?? [];
  rows.forEach((row, index) => {
    if (row.shape.join() === shape.join()) return;
    throw ragged(at(index), `[${shape.join(', ')}]`, `[${row.shape.join(', ')}]`);
  });
  const isFractional = rows.some((row) => row.dtype === 'float32');
  return {
    kind: 'numbers',
    count: rows.length,
    itemShape: shape,
    dtype: isFractional ? 'float32' : (rows[0]?.dtype ?? 'float32'),
    storage: rows.map((row) => row.storage),
  };
}

async function readRow(path: string, spec: TensorSpec, item: unknown): Promise<Arranged> {
  const arranged = await arrange(path, spec, item);
  if (arranged !== undefined) return arranged;
  if (isNumericArray(item)) {
    const literal = literalItemShape(spec);
    const fits = literal !== undefined && sizeOf(literal) === item.length;
    return {
      shape: fits ? literal : [item.length],
      dtype: numberType(spec, item, false),
      storage: item,
    };
  }
  throw new ParticleError({
    code: 'kind-mismatch',
    summary: `${path} is not of the kind of the first example`,
    path,
    expected: 'a typed array, { values, shape } or a tensor, as the first one',
    found: describe(item),
  });
}
