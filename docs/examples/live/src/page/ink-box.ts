/** A square piece of a picture, in its pixels. It may reach beyond the borders. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** MNIST fits each digit into 20 of 28 pixels, and puts its centre of mass into the middle. */
const SHARE = 20 / 28;

/**
 * The square around what is drawn, framed as in MNIST.
 *
 * @param pixels - Row by row, 0 for paper up to 255 for ink.
 * @param width - Pixels in a row.
 * @returns Undefined where nothing is drawn.
 */
export function inkBox(pixels: Uint8Array, width: number): Square | undefined {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let [mass, sumX, sumY] = [0, 0, 0];
  for (const [at, ink] of pixels.entries()) {
    if (ink === 0) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    mass += ink;
    sumX += ink * (x + 0.5);
    sumY += ink * (y + 0.5);
  }
  if (mass === 0) return undefined;
  const side = Math.max(right - left, bottom - top) / SHARE;
  return { left: sumX / mass - side / 2, top: sumY / mass - side / 2, side };
}
