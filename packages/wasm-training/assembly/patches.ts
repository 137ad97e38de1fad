import { at } from './tile';

/**
 * Writes what the window sees at `rows` output positions, counted through the batch from `first` on, as
 * rows of [filterHeight, filterWidth, inChannels] (im2col); zero outside of the input.
 */
export function writePatches(
  x: usize,
  to: usize,
  first: i32,
  rows: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const run = filterWidth * inChannels;
  let column = first % outWidth;
  let row = (first / outWidth) % outHeight;
  let image = x + (((<usize>(first / outWidth / outHeight)) * imageSize(inHeight, inWidth, inChannels)) << 2);
  for (let n = 0; n < rows; n++) {
    const left = column * strideWidth - padLeft;
    for (let i = 0; i < filterHeight; i++) {
      const line = row * strideHeight - padTop + i * dilationHeight;
      if (line < 0 || line >= inHeight) {
        clear(to, run);
        to = at(to, run);
        continue;
      }
      const from = image + (((<usize>line) * (<usize>(inWidth * inChannels))) << 2);
      if (dilationWidth == 1 && left >= 0 && left + filterWidth <= inWidth) {
        copy(from + (<usize>(left * inChannels) << 2), to, run);
        to = at(to, run);
        continue;
      }
      for (let j = 0; j < filterWidth; j++) {
        const place = left + j * dilationWidth;
        if (place < 0 || place >= inWidth) clear(to, inChannels);
        else copy(at(from, place * inChannels), to, inChannels);
        to = at(to, inChannels);
      }
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        image += imageSize(inHeight, inWidth, inChannels) << 2;
      }
    }
  }
}

/** The way back: adds such rows to the places of the input that the window saw (col2im). */
export function addPatches(
  from: usize,
  dx: usize,
  first: i32,
  rows: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const run = filterWidth * inChannels;
  let column = first % outWidth;
  let row = (first / outWidth) % outHeight;
  let image = dx + (((<usize>(first / outWidth / outHeight)) * imageSize(inHeight, inWidth, inChannels)) << 2);
  for (let n = 0; n < rows; n++) {
    const left = column * strideWidth - padLeft;
    for (let i = 0; i < filterHeight; i++, from = at(from, run)) {
      const line = row * strideHeight - padTop + i * dilationHeight;
      if (line < 0 || line >= inHeight) continue;
      const to = image + (((<usize>line) * (<usize>(inWidth * inChannels))) << 2);
      for (let j = 0; j < filterWidth; j++) {
        const place = left + j * dilationWidth;
        if (place >= 0 && place < inWidth) {
          add(at(from, j * inChannels), at(to, place * inChannels), inChannels);
        }
      }
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        image += imageSize(inHeight, inWidth, inChannels) << 2;
      }
    }
  }
}

@inline
function imageSize(height: i32, width: i32, channels: i32): usize {
  return (<usize>(height * width)) * (<usize>channels);
}

@inline
function copy(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(to, i), v128.load(at(from, i)));
  for (; i < count; i++) store<f32>(at(to, i), load<f32>(at(from, i)));
}

@inline
function clear(to: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(at(to, i), 0);
}

@inline
function add(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(at(to, i), f32x4.add(v128.load(at(to, i)), v128.load(at(from, i))));
  }
  for (; i < count; i++) store<f32>(at(to, i), load<f32>(at(to, i)) + load<f32>(at(from, i)));
}
