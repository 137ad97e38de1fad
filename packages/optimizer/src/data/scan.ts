import { ParticleError, type Range } from '@sora-particles/combinator-core';
import { integerLimits, isFloatArray, sizeOf, type NumericArray } from './numeric-array.ts';
import { isRows, type NumberTable } from './table.ts';

const LARGEST_FLOAT32 = 3.4028234663852886e38;
const LARGEST_INT32 = 2 ** 31 - 1;

/**
 * Refuses NaN, Infinity and what becomes Infinity as float32, and numbers outside of a range. One
 * comparison a number; arrays of integers that cannot be wrong are not looked at.
 *
 * @param path - What the numbers are, for messages, e.g. `data.x`.
 * @param range - The scale that the contract states, if any.
 * @param firstIndex - Index of the first example in the data, for messages.
 * @throws ParticleError `value-not-finite` or `value-out-of-range`, naming the index.
 */
export function scanNumbers(
  path: string,
  table: NumberTable,
  range: Range | undefined,
  firstIndex = 0,
): void {
  const [lowest, highest] = limitsOf(table, range);
  const size = sizeOf(table.itemShape);
  const { storage } = table;
  if (!isRows(storage)) {
    if (cannotLeave(storage, lowest, highest)) return;
    const found = firstOutside(storage, lowest, highest);
    if (found !== -1) {
      const value = storage[found] as number;
      throw refuse(path, firstIndex + Math.floor(found / size), found % size, value, range);
    }
    return;
  }
  storage.forEach((row, index) => {
    if (cannotLeave(row, lowest, highest)) return;
    const found = firstOutside(row, lowest, highest);
    if (found !== -1) throw refuse(path, firstIndex + index, found, row[found] as number, range);
  });
}

function limitsOf({ dtype }: NumberTable, range: Range | undefined): Range {
  if (range !== undefined) {
    // What is written as a float32 may exceed the bounds by its rounding.
    const slack = 1e-6 * Math.max(Math.abs(range[0]), Math.abs(range[1]));
    return [range[0] - slack, range[1] + slack];
  }
  if (dtype === 'bool') return [0, 1];
  return dtype === 'int32'
    ? [-LARGEST_INT32 - 1, LARGEST_INT32]
    : [-LARGEST_FLOAT32, LARGEST_FLOAT32];
}

function cannotLeave(values: NumericArray, lowest: number, highest: number): boolean {
  if (isFloatArray(values)) return false;
  const [least, most] = integerLimits(values);
  return lowest <= least && highest >= most;
}

/** NaN fails both comparisons, and so is found too. */
function firstOutside(values: NumericArray, lowest: number, highest: number): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= lowest && value <= highest)) return i;
  }
  return -1;
}

function refuse(
  path: string,
  index: number,
  position: number,
  value: number,
  range: Range | undefined,
): ParticleError {
  const where = `${path}[${String(index)}]`;
  const place = `example ${String(index)}, number ${String(position)}`;
  if (Math.abs(value) <= LARGEST_FLOAT32) {
    return new ParticleError({
      code: 'value-out-of-range',
      summary: `${where} has a number outside of the range that the contract states`,
      path,
      ...(range && { expected: `numbers from ${String(range[0])} to ${String(range[1])}` }),
      found: `${String(value)} (${place})`,
    });
  }
  return new ParticleError({
    code: 'value-not-finite',
    summary: `${where} has a number that is not finite`,
    path,
    expected: 'finite numbers',
    found: `${String(value)} (${place})`,
    remedy: 'leave the example out, or fill in what is missing, before training',
  });
}
