/**
 * Makes the columns of a matrix orthonormal by the modified Gram-Schmidt process, in place. Equals the
 * Q of a QR decomposition whose R has a positive diagonal, which is what makes a normal matrix lead to
 * uniformly distributed ones (F. Mezzadri, 2007, https://arxiv.org/abs/math-ph/0609050).
 *
 * @param columns - `count` columns of `length` values each, one after the other; count <= length.
 */
export function orthonormalColumns(
  columns: Float64Array,
  length: number,
  count: number,
): Float64Array {
  for (let own = 0; own < count; own++) {
    const column = columns.subarray(own * length, (own + 1) * length);
    // Twice is enough: the second pass removes what rounding left over in the first.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < own; other++) {
        subtractProjection(column, columns.subarray(other * length, (other + 1) * length));
      }
    }
    const norm = Math.sqrt(dot(column, column));
    for (let i = 0; i < length; i++) column[i] = (column[i] ?? 0) / norm;
  }
  return columns;
}

function subtractProjection(column: Float64Array, unit: Float64Array): void {
  const along = dot(column, unit);
  for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) - along * (unit[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
