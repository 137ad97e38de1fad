import { slideDepthwise } from './slide-depthwise';
import { at } from './tile';

/** y[.., c * multiplier + q] = x[.., c] convolved with filter[.., c, q]; filter [height, width, in, multiplier]. */
export function depthwise(
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
): void {
  const multiplier = outChannels / inChannels;
  if (multiplier == 1) {
    slideDepthwise(
      x,
      filter,
      y,
      batch,
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
      false,
    );
    return;
  }
  const size = ((<usize>(inHeight * inWidth)) * (<usize>inChannels)) << 2;
  for (let item = 0; item < batch; item++, x += size) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      for (let column = 0; column < outWidth; column++, y = at(y, outChannels)) {
        const left = column * strideWidth - padLeft;
        for (let c = 0; c < outChannels; c++) {
          let total: f32 = 0;
          for (let i = 0; i < filterHeight; i++) {
            const line = top + i * dilationHeight;
            if (line < 0 || line >= inHeight) continue;
            for (let j = 0; j < filterWidth; j++) {
              const place = left + j * dilationWidth;
              if (place < 0 || place >= inWidth) continue;
              total +=
                load<f32>(at(x, (line * inWidth + place) * inChannels + c / multiplier)) *
                load<f32>(at(filter, (i * filterWidth + j) * outChannels + c));
            }
          }
          store<f32>(at(y, c), total);
        }
      }
    }
  }
}

/** dFilter = for each tap, the sum of what it saw times dy; added to dFilter where `accumulate` is set. */
export function depthwiseFilterGrad(
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
): void {
  const multiplier = outChannels / inChannels;
  const vectors = multiplier == 1 ? outChannels & ~3 : 0;
  if (accumulate == 0) {
    memory.fill(dFilter, 0, (<usize>(filterHeight * filterWidth * outChannels)) << 2);
  }
  const size = ((<usize>(inHeight * inWidth)) * (<usize>inChannels)) << 2;
  for (let item = 0; item < batch; item++, x += size) {
    for (let i = 0; i < filterHeight; i++) {
      for (let j = 0; j < filterWidth; j++) {
        const offset = j * dilationWidth - padLeft;
        const from = firstInside(offset, strideWidth);
        const end = endInside(offset, strideWidth, inWidth, outWidth);
        const tap = at(dFilter, (i * filterWidth + j) * outChannels);
        for (let c = 0; c < outChannels; c += c < vectors ? 4 : 1) {
          let total = f32x4.splat(0);
          let single: f32 = 0;
          for (let row = 0; row < outHeight; row++) {
            const line = row * strideHeight - padTop + i * dilationHeight;
            if (line < 0 || line >= inHeight) continue;
            let seen = at(x, (line * inWidth + from * strideWidth + offset) * inChannels + c / multiplier);
            let slope = at(dy, (row * outWidth + from) * outChannels + c);
            for (let column = from; column < end; column++) {
              if (c < vectors) total = f32x4.add(total, f32x4.mul(v128.load(seen), v128.load(slope)));
              else single += load<f32>(seen) * load<f32>(slope);
              seen = at(seen, strideWidth * inChannels);
              slope = at(slope, outChannels);
            }
          }
          const to = at(tap, c);
          if (c < vectors) v128.store(to, f32x4.add(v128.load(to), total));
          else store<f32>(to, load<f32>(to) + single);
        }
      }
    }
    dy = at(dy, outHeight * outWidth * outChannels);
  }
}

/** dx = for each place of the input, the sum over the taps that saw it of dy times the tap. */
export function depthwiseInputGrad(
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
): void {
  const multiplier = outChannels / inChannels;
  if (multiplier == 1 && strideHeight == 1 && strideWidth == 1) {
    // A convolution of dy with the filter turned by 180 degrees.
    slideDepthwise(
      dy,
      filter,
      dx,
      batch,
      outHeight,
      outWidth,
      inChannels,
      filterHeight,
      filterWidth,
      inHeight,
      inWidth,
      1,
      1,
      dilationHeight,
      dilationWidth,
      (filterHeight - 1) * dilationHeight - padTop,
      (filterWidth - 1) * dilationWidth - padLeft,
      true,
    );
    return;
  }
  const vectors = multiplier == 1 ? inChannels & ~3 : 0;
  for (let item = 0; item < batch; item++) {
    for (let line = 0; line < inHeight; line++) {
      for (let place = 0; place < inWidth; place++, dx = at(dx, inChannels)) {
        memory.fill(dx, 0, (<usize>inChannels) << 2);
        for (let i = 0; i < filterHeight; i++) {
          const down = line + padTop - i * dilationHeight;
          if (down < 0 || down % strideHeight != 0 || down / strideHeight >= outHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const right = place + padLeft - j * dilationWidth;
            if (right < 0 || right % strideWidth != 0 || right / strideWidth >= outWidth) continue;
            const from = at(dy, (down / strideHeight * outWidth + right / strideWidth) * outChannels);
            const tap = at(filter, (i * filterWidth + j) * outChannels);
            for (let c = 0; c < vectors; c += 4) {
              const part = f32x4.mul(v128.load(at(from, c)), v128.load(at(tap, c)));
              v128.store(at(dx, c), f32x4.add(v128.load(at(dx, c)), part));
            }
            for (let c = vectors; c < inChannels; c++) {
              let total = load<f32>(at(dx, c));
              for (let q = c * multiplier; q < (c + 1) * multiplier; q++) {
                total += load<f32>(at(from, q)) * load<f32>(at(tap, q));
              }
              store<f32>(at(dx, c), total);
            }
          }
        }
      }
    }
    dy = at(dy, outHeight * outWidth * outChannels);
  }
}

/** The first output position whose tap at `offset` lies inside of the input. */
@inline
function firstInside(offset: i32, stride: i32): i32 {
  return offset >= 0 ? 0 : (stride - 1 - offset) / stride;
}

/** The end of the output positions whose tap at `offset` lies inside of the input. */
@inline
function endInside(offset: i32, stride: i32, size: i32, outSize: i32): i32 {
  return size - offset <= 0 ? 0 : min(outSize, (size - offset + stride - 1) / stride);
}
