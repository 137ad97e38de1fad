import { ParticleError, type TensorSpec } from '@sora-particles/combinator-core';
import { arrange, isArrangeable, type Arranged } from './arranged.ts';
import { literalItemShape } from './item-shape.ts';
import { flattenNested } from './nested.ts';
import { numberType } from './number-type.ts';
import { isNumericArray, sizeOf, type NumericArray } from './numeric-array.ts';
import { readRows } from './read-rows.ts';
import { describe, empty } from './refuse.ts';
import type { NumberTable } from './table.ts';

/**
 * Reads examples for a port that takes a tensor, whatever form they have.
 *
 * @param path - What they are, for messages, e.g. `data.x`.
 * @param firstIndex - Index of the first example in the data, for messages.
 * @throws ParticleError `data-empty`, `data-length-mismatch`, `rank-mismatch`,
 *   `value-invalid`, `kind-mismatch`, `dtype-mismatch`, `disposed`.
 */
export async function readNumbers(
  path: string,
  spec: TensorSpec,
  data: unknown,
  firstIndex = 0,
): Promise<NumberTable> {
  const arranged = await arrange(path, spec, data);
  if (arranged !== undefined) return tableOf(path, arranged);
  if (isNumericArray(data)) {
    const shape = shapeOfFlat(path, spec, data);
    return tableOf(path, { shape, dtype: numberType(spec, data, false), storage: data });
  }
  if (!Array.isArray(data)) throw notExamples(path, describe(data));
  const list: readonly unknown[] = data;
  const [first] = list;
  if (isNumericArray(first) || isArrangeable(first)) return readRows(path, spec, list, firstIndex);
  const { values, shape } = flattenNested(path, list, firstIndex);
  return tableOf(path, { shape, dtype: numberType(spec, values, true), storage: values });
}

function tableOf(path: string, { shape, dtype, storage }: Arranged): NumberTable {
  const [count] = shape;
  if (count === undefined) throw notExamples(path, 'a single number');
  if (count === 0) throw empty(path);
  return { kind: 'numbers', count, itemShape: shape.slice(1), dtype, storage };
}

function shapeOfFlat(path: string, spec: TensorSpec, values: NumericArray): readonly number[] {
  const item = literalItemShape(spec);
  if (item === undefined) {
    throw new ParticleError({
      code: 'rank-mismatch',
      summary: `${path} is a flat array, and the contract does not state the shape of an example`,
      path,
      expected: 'numbers with a shape',
      found: `${String(values.length)} numbers`,
      remedy: 'pass { values, shape: [examples, ...] }',
    });
  }
  const size = sizeOf(item);
  if (values.length % size === 0) return [values.length / size, ...item];
  throw new ParticleError({
    code: 'data-length-mismatch',
    summary: `${path} is not a whole number of examples`,
    path,
    expected: `a multiple of ${String(size)} numbers ([${item.join(', ')}] for each example)`,
    found: `${String(values.length)} numbers`,
  });
}

function notExamples(path: string, found: string): ParticleError {
  return new ParticleError({
    code: 'kind-mismatch',
    summary: `${path} is not a list of examples`,
    path,
    expected: 'a tensor, a typed array, { values, shape } or an array',
    found,
  });
}
