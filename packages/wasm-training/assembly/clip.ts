/** The first tap, counted by `dilation` from `start` on, that does not lie before the input. */
@inline
export function firstTap(start: i32, dilation: i32): i32 {
  return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
}

/** The end of the taps, counted by `dilation` from `start` on, that lie before the end of the input. */
@inline
export function endTap(start: i32, dilation: i32, taps: i32, size: i32): i32 {
  return size <= start ? 0 : min(taps, (size - start + dilation - 1) / dilation);
}
