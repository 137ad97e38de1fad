import { gemm, gemmScratchBytes } from './gemm';
import { addPatches, writePatches } from './patches';
import { at } from './tile';

/**
 * The bytes of scratch memory that the kernels of convolutions need; for the gradient by the input,
 * `inChannels` is the larger of in and out channels.
 */
export function convolveScratchBytes(
  filterHeight: i32,
  filterWidth: i32,
  inChannels: i32,
): i32 {
  return gemmScratchBytes() + (max(PATCHES, 16 * filterHeight * filterWidth * inChannels) << 2);
}

// Numbers of patches that are made at once: they stay in the second-level cache.
const PATCHES: i32 = 32768;

@inline
function rowsAtOnce(taps: i32): i32 {
  return max(16, PATCHES / max(1, taps));
}

/** y = x convolved with the filter: NHWC, filter [height, width, in, out]. */
export function convolve(
  x: usize,
  filter: usize,
  y: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outChannels: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  scratch: usize,
): void {
  const taps = filterHeight * filterWidth * inChannels;
  const positions = batch * outHeight * outWidth;
  const atOnce = rowsAtOnce(taps);
  const patches = scratch + <usize>gemmScratchBytes();
  for (let first = 0; first < positions; first += atOnce) {
    const rows = min(atOnce, positions - first);
    writePatches(
      x,
      patches,
      first,
      rows,
      inHeight,
      inWidth,
      inChannels,
      filterHeight,
      filterWidth,
      outHeight,
      outWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      padTop,
      padLeft,
    );
    const to = y + (((<usize>first) * (<usize>outChannels)) << 2);
    gemm(
      patches,
      taps,
      0,
      filter,
      outChannels,
      0,
      to,
      outChannels,
      rows,
      outChannels,
      taps,
      0,
      scratch,
    );
  }
}

/** dFilter = patches(x)^T dy, added to dFilter where `accumulate` is set. */
export function convolveFilterGrad(
  x: usize,
  dy: usize,
  dFilter: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outChannels: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const taps = filterHeight * filterWidth * inChannels;
  const positions = batch * outHeight * outWidth;
  const atOnce = rowsAtOnce(taps);
  const patches = scratch + <usize>gemmScratchBytes();
  if (accumulate == 0) {
    memory.fill(dFilter, 0, ((<usize>taps) * (<usize>outChannels)) << 2);
  }
  for (let first = 0; first < positions; first += atOnce) {
    const rows = min(atOnce, positions - first);
    writePatches(
      x,
      patches,
      first,
      rows,
      inHeight,
      inWidth,
      inChannels,
      filterHeight,
      filterWidth,
      outHeight,
      outWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      padTop,
      padLeft,
    );
    const from = dy + (((<usize>first) * (<usize>outChannels)) << 2);
    gemm(
      patches,
      taps,
      1,
      from,
      outChannels,
      0,
      dFilter,
      outChannels,
      taps,
      outChannels,
      rows,
      1,
      scratch,
    );
  }
}

/** dx = dy filter^T, added up where patches overlap. */
export function convolveInputGrad(
  dy: usize,
  filter: usize,
  dx: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outChannels: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  scratch: usize,
): void {
  const taps = filterHeight * filterWidth * inChannels;
  const positions = batch * outHeight * outWidth;
  const atOnce = rowsAtOnce(taps);
  const patches = scratch + <usize>gemmScratchBytes();
  memory.fill(dx, 0, (<usize>(batch * inHeight * inWidth) * (<usize>inChannels)) << 2);
  for (let first = 0; first < positions; first += atOnce) {
    const rows = min(atOnce, positions - first);
    const from = dy + (((<usize>first) * (<usize>outChannels)) << 2);
    gemm(
      from,
      outChannels,
      0,
      filter,
      outChannels,
      1,
      patches,
      taps,
      rows,
      taps,
      outChannels,
      0,
      scratch,
    );
    addPatches(
      patches,
      dx,
      first,
      rows,
      inHeight,
      inWidth,
      inChannels,
      filterHeight,
      filterWidth,
      outHeight,
      outWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      padTop,
      padLeft,
    );
  }
}
