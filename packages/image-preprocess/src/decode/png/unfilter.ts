import { decodeFailure } from '../failure.ts';

/**
 * Undoes the filter of one row in place. A filter predicts each byte from the one of the pixel to
 * the left, above, and above left, and stores the difference.
 *
 * @param filter - 0 none, 1 sub, 2 up, 3 average, 4 Paeth.
 * @param row - The filtered bytes; the original ones after the call.
 * @param above - The original bytes of the row above; all 0 for the first row.
 * @param distance - Bytes from a sample to the one of the pixel to the left, at least 1.
 */
export function unfilterRow(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  distance: number,
): void {
  const { length } = row;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = distance; i < length; i++) row[i] = at(row, i) + at(row, i - distance);
      return;
    case 2:
      for (let i = 0; i < length; i++) row[i] = at(row, i) + at(above, i);
      return;
    case 3:
      for (let i = 0; i < length; i++) {
        const left = i < distance ? 0 : at(row, i - distance);
        row[i] = at(row, i) + ((left + at(above, i)) >> 1);
      }
      return;
    case 4:
      for (let i = 0; i < length; i++) {
        const left = i < distance ? 0 : at(row, i - distance);
        const aboveLeft = i < distance ? 0 : at(above, i - distance);
        row[i] = at(row, i) + paeth(left, at(above, i), aboveLeft);
      }
      return;
    default:
      throw decodeFailure('the PNG file is corrupted: a row has no valid filter', {
        expected: 'a filter from 0 to 4',
        found: String(filter),
      });
  }
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** Whichever of the three is closest to left + above - aboveLeft; ties go in this order. */
function paeth(left: number, above: number, aboveLeft: number): number {
  const estimate = left + above - aboveLeft;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toAboveLeft = Math.abs(estimate - aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}
