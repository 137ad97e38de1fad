/**
 * How one position along an axis is computed from those of the input: the sum of
 * `weights[k] * x[first + k]`.
 */
export interface InterpolationRow {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Linear interpolation along an axis with half-pixel centres: output i lies at
 * (i + 1/2) in / out - 1/2 of the input, and beyond the border the outermost value continues.
 *
 * With `antialias`, a reduction spreads the triangle over as many inputs as an output covers
 * (weights normalised), as `tf.image.resize(antialias=True)`, torchvision and Pillow do.
 */
export function interpolationRows(
  inputs: number,
  outputs: number,
  antialias: boolean,
): readonly InterpolationRow[] {
  const scale = inputs / outputs;
  const support = antialias ? Math.max(1, scale) : 1;
  return Array.from({ length: outputs }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - support));
    const last = Math.min(inputs - 1, Math.floor(centre + support));
    const weights = Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k - centre) / support),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** The adjoint: how a gradient at the outputs is spread over the inputs. */
export function transposeRows(
  rows: readonly InterpolationRow[],
  inputs: number,
): readonly InterpolationRow[] {
  return Array.from({ length: inputs }, (_, j) => {
    const users = rows.flatMap(({ first, weights }, i) => {
      const weight = weights[j - first];
      return weight === undefined ? [] : [{ i, weight }];
    });
    const first = users[0]?.i ?? 0;
    const last = users.at(-1)?.i ?? -1;
    const weights = new Array<number>(last - first + 1).fill(0);
    for (const { i, weight } of users) weights[i - first] = weight;
    return { first, weights };
  });
}
