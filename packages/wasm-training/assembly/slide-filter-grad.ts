import { at, place } from './tile';

/**
 * Adds the gradient of a convolution by its filter to dFilter, without patches: a tile of 4 taps side by
 * side and 8 out channels reads x and dy where they lie. Outputs whose windows reach over the left or
 * right border are added one by one. `outChannels` is a multiple of 8, the dilation in width is 1.
 */
export function slideFilterGrad(
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
  padTop: i32,
  padLeft: i32,
): void {
  const run = filterWidth * inChannels;
  const line = inWidth * inChannels;
  const first = min(outWidth, (padLeft + strideWidth - 1) / strideWidth);
  const reach = inWidth - filterWidth + padLeft;
  const end = max(first, min(outWidth, reach < 0 ? 0 : reach / strideWidth + 1));
  for (let item = 0; item < batch; item++) {
    for (let i = 0; i < filterHeight; i++) {
      const shift = i * dilationHeight - padTop;
      const top = min(outHeight, shift >= 0 ? 0 : (strideHeight - 1 - shift) / strideHeight);
      const below = inHeight - shift;
      const bottom = below <= 0 ? 0 : min(outHeight, (below + strideHeight - 1) / strideHeight);
      const rows = bottom - top;
      if (rows <= 0) continue;
      // Where the windows of the first output begin.
      const from = place(x, top * strideHeight + shift, line, (first * strideWidth - padLeft) * inChannels);
      const slopes = place(dy, top * outWidth + first, outChannels, 0);
      const xStep = (<usize>(strideWidth * inChannels)) << 2;
      const xLine = (<usize>(strideHeight * line)) << 2;
      const dyStep = (<usize>outChannels) << 2;
      const dyLine = (<usize>(outWidth * outChannels)) << 2;
      for (let tap = 0; tap < run; tap += 4) {
        const target = place(dFilter, i * run + tap, outChannels, 0);
        const a = at(from, tap);
        const count = run - tap;
        for (let c = 0; c < outChannels; c += 8) {
          const b = at(slopes, c);
          const to = at(target, c);
          if (count >= 4) sumTaps(4, a, xStep, xLine, b, dyStep, dyLine, rows, end - first, to);
          else if (count == 3) sumTaps(3, a, xStep, xLine, b, dyStep, dyLine, rows, end - first, to);
          else if (count == 2) sumTaps(2, a, xStep, xLine, b, dyStep, dyLine, rows, end - first, to);
          else sumTaps(1, a, xStep, xLine, b, dyStep, dyLine, rows, end - first, to);
        }
      }
      for (let column = 0; column < outWidth; column++) {
        if (column == first) column = end;
        if (column == outWidth) break;
        for (let j = 0; j < filterWidth; j++) {
          const seen = column * strideWidth - padLeft + j;
          if (seen < 0 || seen >= inWidth) continue;
          for (let row = top; row < bottom; row++) {
            const a = place(x, row * strideHeight + shift, line, seen * inChannels);
            const b = place(dy, row * outWidth + column, outChannels, 0);
            for (let channel = 0; channel < inChannels; channel++) {
              addScaled(at(a, channel), b, place(dFilter, i * run + j * inChannels + channel, outChannels, 0), outChannels);
            }
          }
        }
      }
    }
    x = place(x, inHeight, line, 0);
    dy = place(dy, outHeight * outWidth, outChannels, 0);
  }
}

/** c[tap, 8] += sum over rows and columns of x[row, column, tap] dy[row, column, 8]. */
@inline
function sumTaps(
  taps: i32,
  x: usize,
  xStep: usize,
  xLine: usize,
  dy: usize,
  dyStep: usize,
  dyLine: usize,
  rows: i32,
  columns: i32,
  c: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let row = 0; row < rows; row++, x += xLine, dy += dyLine) {
    let a = x;
    let b = dy;
    for (let column = 0; column < columns; column++, a += xStep, b += dyStep) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let v = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(v, b0));
      c01 = f32x4.add(c01, f32x4.mul(v, b1));
      if (taps > 1) {
        v = v128.load32_splat(a, 4);
        c10 = f32x4.add(c10, f32x4.mul(v, b0));
        c11 = f32x4.add(c11, f32x4.mul(v, b1));
      }
      if (taps > 2) {
        v = v128.load32_splat(a, 8);
        c20 = f32x4.add(c20, f32x4.mul(v, b0));
        c21 = f32x4.add(c21, f32x4.mul(v, b1));
      }
      if (taps > 3) {
        v = v128.load32_splat(a, 12);
        c30 = f32x4.add(c30, f32x4.mul(v, b0));
        c31 = f32x4.add(c31, f32x4.mul(v, b1));
      }
    }
  }
  addTwo(c, c00, c01);
  if (taps > 1) addTwo(c + dyStep, c10, c11);
  if (taps > 2) addTwo(c + 2 * dyStep, c20, c21);
  if (taps > 3) addTwo(c + 3 * dyStep, c30, c31);
}

@inline
function addTwo(c: usize, low: v128, high: v128): void {
  v128.store(c, f32x4.add(v128.load(c), low));
  v128.store(c, f32x4.add(v128.load(c, 16), high), 16);
}

/** c += x b, for one number x and rows b and c. */
@inline
function addScaled(x: usize, b: usize, c: usize, count: i32): void {
  const factor = v128.load32_splat(x);
  for (let i = 0; i < count; i += 4) {
    v128.store(at(c, i), f32x4.add(v128.load(at(c, i)), f32x4.mul(factor, v128.load(at(b, i)))));
  }
}
