import { endTap, firstTap } from './clip';
import { at, place } from './tile';

/**
 * A depthwise convolution of one output a channel, with the filter as it is or turned by 180 degrees.
 * Windows of 3 x 3 that lie inside of the input, the most common, keep their weights in registers.
 */
export function slideDepthwise(
  x: usize,
  filter: usize,
  y: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
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
  turned: bool,
): void {
  const line = inWidth * channels;
  const last = filterHeight * filterWidth - 1;
  const isThree = filterHeight == 3 && filterWidth == 3;
  const reach = inWidth - 1 - 2 * dilationWidth + padLeft;
  const first = min(outWidth, max(0, (padLeft + strideWidth - 1) / strideWidth));
  const end = max(first, min(outWidth, reach < 0 ? 0 : reach / strideWidth + 1));
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const i0 = firstTap(top, dilationHeight);
      const i1 = endTap(top, dilationHeight, filterHeight, inHeight);
      const isWhole = isThree && i0 == 0 && i1 == 3;
      for (let c = 0; c < channels; c += 4) {
        if (isWhole && c + 4 <= channels) {
          const from = place(x, top, line, (first * strideWidth - padLeft) * channels + c);
          const to = place(y, row * outWidth + first, channels, c);
          slideThree(
            from,
            (<usize>(dilationHeight * line)) << 2,
            (<usize>(dilationWidth * channels)) << 2,
            (<usize>(strideWidth * channels)) << 2,
            at(filter, turned ? last * channels + c : c),
            turned ? -channels : channels,
            to,
            (<usize>channels) << 2,
            end - first,
          );
        }
        const lanes = min(4, channels - c);
        for (let column = 0; column < outWidth; column++) {
          if (isWhole && lanes == 4 && column == first) column = end;
          if (column >= outWidth) break;
          const left = column * strideWidth - padLeft;
          const j0 = firstTap(left, dilationWidth);
          const j1 = endTap(left, dilationWidth, filterWidth, inWidth);
          for (let lane = 0; lane < lanes; lane += lanes == 4 ? 4 : 1) {
            let total = f32x4.splat(0);
            for (let i = i0; i < i1; i++) {
              for (let j = j0; j < j1; j++) {
                const tap = turned ? last - (i * filterWidth + j) : i * filterWidth + j;
                const seen = place(x, top + i * dilationHeight, line, (left + j * dilationWidth) * channels + c + lane);
                const weight = place(filter, tap, channels, c + lane);
                total = f32x4.add(
                  total,
                  lanes == 4
                    ? f32x4.mul(v128.load(seen), v128.load(weight))
                    : f32x4.mul(v128.load32_zero(seen), v128.load32_zero(weight)),
                );
              }
            }
            const to = place(y, row * outWidth + column, channels, c + lane);
            if (lanes == 4) v128.store(to, total);
            else v128.store_lane<f32>(to, total, 0);
          }
        }
      }
    }
    x = place(x, inHeight, line, 0);
    y = place(y, outHeight * outWidth, channels, 0);
  }
}

/** Four channels of neighbouring outputs. The taps are `tapStep` numbers apart, which may be negative. */
@inline
function slideThree(
  x: usize,
  down: usize,
  right: usize,
  step: usize,
  filter: usize,
  tapStep: i32,
  y: usize,
  yStep: usize,
  count: i32,
): void {
  const w0 = v128.load(filter);
  const w1 = v128.load(at(filter, tapStep));
  const w2 = v128.load(at(filter, 2 * tapStep));
  const w3 = v128.load(at(filter, 3 * tapStep));
  const w4 = v128.load(at(filter, 4 * tapStep));
  const w5 = v128.load(at(filter, 5 * tapStep));
  const w6 = v128.load(at(filter, 6 * tapStep));
  const w7 = v128.load(at(filter, 7 * tapStep));
  const w8 = v128.load(at(filter, 8 * tapStep));
  for (let n = 0; n < count; n++, x += step, y += yStep) {
    const x1 = x + down;
    const x2 = x1 + down;
    const a = three(x, right, w0, w1, w2);
    const b = three(x1, right, w3, w4, w5);
    const c = three(x2, right, w6, w7, w8);
    v128.store(y, f32x4.add(f32x4.add(a, b), c));
  }
}

@inline
function three(x: usize, right: usize, w0: v128, w1: v128, w2: v128): v128 {
  const a = f32x4.mul(v128.load(x), w0);
  const b = f32x4.mul(v128.load(x + right), w1);
  const c = f32x4.mul(v128.load(x + 2 * right), w2);
  return f32x4.add(f32x4.add(a, b), c);
}
