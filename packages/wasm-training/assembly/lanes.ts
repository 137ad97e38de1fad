// Four values at a time, and the up to three that are left over at the end of a row. Those go through
// the same instructions, so that a value gets the same bits wherever it lies.

/** The first `left` (1 to 3) of four lanes from memory, zeros in the others. */
export function loadPart(x: usize, left: i32): v128 {
  let lanes = v128.load32_zero(x);
  if (left > 1) lanes = v128.load32_lane(x, lanes, 1, 4);
  if (left > 2) lanes = v128.load32_lane(x, lanes, 2, 8);
  return lanes;
}

/** Four lanes where that many are left, else a part; one value in all four where `moves` is 0. */
// @ts-ignore: decorator
@inline
export function loadLanes(x: usize, left: i32, moves: i32): v128 {
  return left >= 4 && moves ? v128.load(x) : moves ? loadPart(x, left) : v128.load32_splat(x);
}

/** Writes the first `left` (1 to 3) of four lanes. */
export function storePart(y: usize, lanes: v128, left: i32): void {
  v128.store32_lane(y, lanes, 0);
  if (left > 1) v128.store32_lane(y, lanes, 1, 4);
  if (left > 2) v128.store32_lane(y, lanes, 2, 8);
}

/** Four lanes that are all ones or all zeros as up to `left` bytes, 1 or 0. */
// @ts-ignore: decorator
@inline
export function storeBytes(y: usize, mask: v128, left: i32): void {
  const shuffled = i8x16.shuffle(mask, mask, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  const bytes = v128.and(shuffled, i8x16.splat(1));
  if (left >= 4) v128.store32_lane(y, bytes, 0);
  else storeBytesPart(y, bytes, left);
}

function storeBytesPart(y: usize, bytes: v128, left: i32): void {
  v128.store8_lane(y, bytes, 0);
  if (left > 1) v128.store8_lane(y, bytes, 1, 1);
  if (left > 2) v128.store8_lane(y, bytes, 2, 2);
}

/** Up to `left` bytes as numbers in four lanes, 0 to 255. */
// @ts-ignore: decorator
@inline
export function loadByteNumbers(x: usize, left: i32): v128 {
  const bytes = left >= 4 ? v128.load32_zero(x) : loadBytesPart(x, left);
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
}

/** Up to `left` bytes as four lanes: all ones where a byte is not 0. */
// @ts-ignore: decorator
@inline
export function loadBytes(x: usize, left: i32): v128 {
  return i32x4.ne(loadByteNumbers(x, left), i32x4.splat(0));
}

function loadBytesPart(x: usize, left: i32): v128 {
  let bytes = v128.load8_lane(x, i32x4.splat(0), 0);
  if (left > 1) bytes = v128.load8_lane(x, bytes, 1, 1);
  if (left > 2) bytes = v128.load8_lane(x, bytes, 2, 2);
  return bytes;
}
