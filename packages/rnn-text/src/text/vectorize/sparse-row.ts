/** What the length of a row is made: 1 in the Euclidean norm, or left as it is. */
export type RowNorm = 'l2' | 'none';

/** Sums up one row at a time; the work grows with what is added, not with the length of the row. */
export interface SparseRow {
  readonly add: (column: number, value: number) => void;
  /** Writes the row into zeros, weighted and scaled, and begins the next one. */
  readonly flush: (
    into: Float32Array,
    weigh: (value: number, column: number) => number,
    norm: RowNorm,
  ) => void;
}

/** Makes an empty row of so many columns. */
export function createSparseRow(columns: number): SparseRow {
  const values = new Float64Array(columns);
  const isTouched = new Uint8Array(columns);
  const touched: number[] = [];
  return {
    add(column, value) {
      if (isTouched[column] === 0) {
        isTouched[column] = 1;
        touched.push(column);
      }
      values[column] = (values[column] ?? 0) + value;
    },
    flush(into, weigh, norm) {
      let squares = 0;
      for (const column of touched) {
        const value = weigh(values[column] ?? 0, column);
        values[column] = value;
        squares += value * value;
      }
      // A row of zeros has no direction, and stays what it is.
      const scale = norm === 'l2' && squares > 0 ? 1 / Math.sqrt(squares) : 1;
      for (const column of touched) {
        into[column] = (values[column] ?? 0) * scale;
        values[column] = 0;
        isTouched[column] = 0;
      }
      touched.length = 0;
    },
  };
}

/** Dense rows of many texts, of which `fill` adds up one after another. */
export function denseRows<Text>(
  texts: readonly Text[],
  columns: number,
  fill: (text: Text, row: SparseRow) => void,
  weigh: (value: number, column: number) => number,
  norm: RowNorm,
): Float32Array {
  const row = createSparseRow(columns);
  const rows = new Float32Array(texts.length * columns);
  texts.forEach((text, i) => {
    fill(text, row);
    row.flush(rows.subarray(i * columns, (i + 1) * columns), weigh, norm);
  });
  return rows;
}

/** Large counts tell less than they weigh: 1 + ln of them, the sign kept. */
export function sublinear(count: number): number {
  const size = Math.abs(count);
  return size === 0 ? 0 : Math.sign(count) * (1 + Math.log(size));
}
