/** The first NaN or infinity among the values, if there is one. */
export function firstNotFinite(
  values: ArrayLike<number>,
): { readonly index: number; readonly value: number } | undefined {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (!Number.isFinite(value)) return { index, value };
  }
  return undefined;
}
