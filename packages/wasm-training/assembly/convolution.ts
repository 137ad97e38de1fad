import { gemm, gemmScratchBytes } from './gemm';
import { addPatches, writePatches } from './patches';
import { canSlide, slide, slideScratch } from './slide';
import { slideFilterGrad } from './slide-filter-grad';
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

/**
 * y = activation(x convolved with the filter + bias): NHWC, filter [height, width, in, out]; `bias` [out] or
 * 0; `activation` 0 none, 1 relu, 2 relu6.
 */
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
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  const taps = filterHeight * filterWidth * inChannels;
  if (canSlide(outWidth, dilationWidth)) {
    const panel = scratch + <usize>gemmScratchBytes();
    const size = outHeight * outWidth;
    // A small filter is laid out once. Of a large one, 8 channels for some items, so that they and the
    // outputs stay in the caches.
    const isSmall = taps * outChannels <= 4096;
    const channels = isSmall ? outChannels : 8;
    const atOnce = isSmall ? batch : max(1, 512 / size);
    const step = (<usize>(inHeight * inWidth) * (<usize>inChannels)) << 2;
    for (let item = 0; item < batch; item += atOnce) {
      for (let channel = 0; channel < outChannels; channel += channels) {
        const width = min(channels, outChannels - channel);
        packPanels(filter, panel, taps, outChannels, channel, width);
        slide(
          x + (<usize>item) * step,
          panel,
          at(y, channel) + (((<usize>(item * size)) * (<usize>outChannels)) << 2),
          width,
          min(atOnce, batch - item),
          inHeight,
          inWidth,
          inChannels,
          filterHeight,
          filterWidth,
          outChannels,
          outHeight,
          outWidth,
          strideHeight,
          strideWidth,
          dilationHeight,
          padTop,
          padLeft,
          bias ? at(bias, channel) : 0,
          activation,
          at(panel, ((channels + 7) & ~7) * taps),
        );
      }
    }
    return;
  }
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
      bias,
      activation,
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
  // Of few channels, patches cost as much as the product.
  if (inChannels < 16 && dilationWidth == 1 && (outChannels & 7) == 0) {
    slideFilterGrad(
      x,
      dy,
      dFilter,
      batch,
      inHeight,
      inWidth,
      inChannels,
      filterHeight,
      filterWidth,
      outChannels,
      outHeight,
      outWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      padTop,
      padLeft,
    );
    return;
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
      0,
      0,
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
  const turned = filterHeight * filterWidth * outChannels;
  const isSlow = strideHeight != 1 || strideWidth != 1 || !canSlide(inWidth, dilationWidth);
  if (!isSlow && 8 * turned + slideScratch(turned) <= max(PATCHES, 16 * taps)) {
    // A convolution of dy with the filter turned by 180 degrees.
    const panel = scratch + <usize>gemmScratchBytes();
    const size = inHeight * inWidth;
    const atOnce = max(1, 512 / size);
    const step = (<usize>(outHeight * outWidth) * (<usize>outChannels)) << 2;
    for (let item = 0; item < batch; item += atOnce) {
      for (let channel = 0; channel < inChannels; channel += 8) {
        const width = min(8, inChannels - channel);
        packTurned(
          filter,
          panel,
          filterHeight * filterWidth,
          inChannels,
          outChannels,
          channel,
          width,
        );
        slide(
          dy + (<usize>item) * step,
          panel,
          at(dx, channel) + (((<usize>(item * size)) * (<usize>inChannels)) << 2),
          width,
          min(atOnce, batch - item),
          outHeight,
          outWidth,
          outChannels,
          filterHeight,
          filterWidth,
          inChannels,
          inHeight,
          inWidth,
          1,
          1,
          dilationHeight,
          (filterHeight - 1) * dilationHeight - padTop,
          filterWidth - 1 - padLeft,
          0,
          0,
          at(panel, 8 * turned),
        );
      }
    }
    return;
  }
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
      0,
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

/** Lays `width` channels of a filter out as panels of 8, zeros after the last. */
function packPanels(filter: usize, to: usize, taps: i32, channels: i32, first: i32, width: i32): void {
  for (let panel = 0; panel < width; panel += 8) {
    let from = at(filter, first + panel);
    for (let tap = 0; tap < taps; tap++, to += 32, from = at(from, channels)) {
      if (width - panel >= 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let c = 0; c < 8; c++) {
          store<f32>(at(to, c), c < width - panel ? load<f32>(at(from, c)) : 0);
        }
      }
    }
  }
}

/** One such panel of the turned filter, in which the in channels are out channels. */
function packTurned(
  filter: usize,
  to: usize,
  places: i32,
  inChannels: i32,
  outChannels: i32,
  first: i32,
  width: i32,
): void {
  for (let place = places - 1; place >= 0; place--) {
    const from = at(filter, (place * inChannels + first) * outChannels);
    for (let c = 0; c < outChannels; c++, to += 32) {
      for (let t = 0; t < 8; t++) {
        store<f32>(at(to, t), t < width ? load<f32>(at(from, t * outChannels + c)) : 0);
      }
    }
  }
}
