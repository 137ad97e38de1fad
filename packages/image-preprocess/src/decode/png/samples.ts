/**
 * The samples of a row as numbers: 8-bit ones are the row itself, 16-bit ones are big-endian,
 * smaller ones are packed from the highest bit down.
 */
export function samplesOf(row: Uint8Array, depth: number, count: number): Uint8Array | Uint16Array {
  if (depth === 8) return row;
  if (depth === 16) {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i));
  }
  const mask = (1 << depth) - 1;
  return Uint8Array.from({ length: count }, (_, i) => {
    const bit = i * depth;
    return ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask;
  });
}
