import { endTap, firstTap } from './clip';
import { avgPoolTwo, isTwoByTwo, matches, maxPoolGradTwo, maxPoolTwo } from './pooling-two';
import { at } from './tile';

/**
 * The largest number of each window. A NaN in a window stays NaN; padding takes no part.
 * x [batch, inHeight, inWidth, channels], y [batch, outHeight, outWidth, channels].
 */
export function maxPool(
  x: usize,
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
): void {
  if (
    isTwoByTwo(
      inHeight,
      inWidth,
      channels,
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
    )
  ) {
    maxPoolTwo(x, y, batch, inHeight, inWidth, channels, outHeight, outWidth);
    return;
  }
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const i0 = firstTap(top, dilationHeight);
      const i1 = endTap(top, dilationHeight, filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const j0 = firstTap(left, dilationWidth);
        const j1 = endTap(left, dilationWidth, filterWidth, inWidth);
        let channel = 0;
        for (; channel < channels; channel += 4) {
          // Fewer than 4 channels are taken one by one, in the first lane.
          const whole = channels - channel >= 4;
          const lanes = whole ? 1 : channels - channel;
          for (let lane = 0; lane < lanes; lane++) {
            let best = f32x4.splat(-Infinity);
            let broken = f32x4.splat(0);
            for (let i = i0; i < i1; i++) {
              const line = top + i * dilationHeight;
              for (let j = j0; j < j1; j++) {
                const place = left + j * dilationWidth;
                const from = at(x, (line * inWidth + place) * channels + channel + lane);
                const value = whole ? v128.load(from) : v128.load32_splat(from);
                best = f32x4.pmax(best, value);
                broken = v128.or(broken, f32x4.ne(value, value));
              }
            }
            best = v128.or(best, broken);
            if (whole) v128.store(at(y, channel), best);
            else v128.store_lane<f32>(at(y, channel + lane), best, 0);
          }
        }
        y = at(y, channels);
      }
    }
    x += (<usize>(inHeight * inWidth) * (<usize>channels)) << 2;
  }
}

/**
 * dx gets dy at the first place of each window that holds its maximum y, as the pooling gave it; where
 * y is NaN, at the first NaN.
 */
export function maxPoolGrad(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
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
): void {
  if (
    isTwoByTwo(
      inHeight,
      inWidth,
      channels,
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
    )
  ) {
    maxPoolGradTwo(x, y, dy, dx, batch, inHeight, inWidth, channels, outHeight, outWidth);
    return;
  }
  const size = ((<usize>(inHeight * inWidth)) * (<usize>channels)) << 2;
  memory.fill(dx, 0, size * (<usize>batch));
  for (let item = 0; item < batch; item++, x += size, dx += size) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const i0 = firstTap(top, dilationHeight);
      const i1 = endTap(top, dilationHeight, filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const j0 = firstTap(left, dilationWidth);
        const j1 = endTap(left, dilationWidth, filterWidth, inWidth);
        for (let channel = 0; channel < channels; channel += 4) {
          const whole = channels - channel >= 4;
          const lanes = whole ? 1 : channels - channel;
          for (let lane = 0; lane < lanes; lane++) {
            const c = channel + lane;
            const most = whole ? v128.load(at(y, c)) : v128.load32_zero(at(y, c));
            const broken = f32x4.ne(most, most);
            // What has not found its place yet.
            let rest = whole ? v128.load(at(dy, c)) : v128.load32_zero(at(dy, c));
            let open = i32x4.splat(-1);
            for (let i = i0; i < i1; i++) {
              const line = top + i * dilationHeight;
              for (let j = j0; j < j1; j++) {
                const place = left + j * dilationWidth;
                const offset = (<usize>((line * inWidth + place) * channels + c)) << 2;
                const value = whole ? v128.load(x + offset) : v128.load32_zero(x + offset);
                const same = matches(value, most, broken);
                const take = v128.and(rest, v128.and(open, same));
                open = v128.andnot(open, same);
                const to = dx + offset;
                if (whole) v128.store(to, f32x4.add(v128.load(to), take));
                else store<f32>(to, load<f32>(to) + f32x4.extract_lane(take, 0));
              }
            }
          }
        }
        y = at(y, channels);
        dy = at(dy, channels);
      }
    }
  }
}

/** The mean of each window over those of its places that lie inside of the input. */
export function avgPool(
  x: usize,
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
): void {
  if (
    isTwoByTwo(
      inHeight,
      inWidth,
      channels,
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
    )
  ) {
    avgPoolTwo(x, y, batch, inHeight, inWidth, channels, outHeight, outWidth);
    return;
  }
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const i0 = firstTap(top, dilationHeight);
      const i1 = endTap(top, dilationHeight, filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const j0 = firstTap(left, dilationWidth);
        const j1 = endTap(left, dilationWidth, filterWidth, inWidth);
        const places = <f32>(max(0, i1 - i0) * max(0, j1 - j0));
        for (let channel = 0; channel < channels; channel += 4) {
          const whole = channels - channel >= 4;
          const lanes = whole ? 1 : channels - channel;
          for (let lane = 0; lane < lanes; lane++) {
            let total = f32x4.splat(0);
            for (let i = i0; i < i1; i++) {
              const line = top + i * dilationHeight;
              for (let j = j0; j < j1; j++) {
                const place = left + j * dilationWidth;
                const from = at(x, (line * inWidth + place) * channels + channel + lane);
                total = f32x4.add(total, whole ? v128.load(from) : v128.load32_zero(from));
              }
            }
            const mean = f32x4.div(total, f32x4.splat(places));
            if (whole) v128.store(at(y, channel), mean);
            else store<f32>(at(y, channel + lane), f32x4.extract_lane(mean, 0));
          }
        }
        y = at(y, channels);
      }
    }
    x += (<usize>(inHeight * inWidth) * (<usize>channels)) << 2;
  }
}

/**
 * Each place of a window gets its share of dy, which is one over the whole window, also where padding
 * takes part of it: so do the other backends of TensorFlow.js.
 */
export function avgPoolGrad(
  dy: usize,
  dx: usize,
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
): void {
  const size = ((<usize>(inHeight * inWidth)) * (<usize>channels)) << 2;
  memory.fill(dx, 0, size * (<usize>batch));
  const share: f32 = 1 / <f32>(filterHeight * filterWidth);
  for (let item = 0; item < batch; item++, dx += size) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const i0 = firstTap(top, dilationHeight);
      const i1 = endTap(top, dilationHeight, filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const j0 = firstTap(left, dilationWidth);
        const j1 = endTap(left, dilationWidth, filterWidth, inWidth);
        for (let i = i0; i < i1; i++) {
          const line = top + i * dilationHeight;
          for (let j = j0; j < j1; j++) {
            const place = left + j * dilationWidth;
            const to = at(dx, (line * inWidth + place) * channels);
            let c = 0;
            for (; c + 4 <= channels; c += 4) {
              const part = f32x4.mul(v128.load(at(dy, c)), f32x4.splat(share));
              v128.store(at(to, c), f32x4.add(v128.load(at(to, c)), part));
            }
            for (; c < channels; c++) {
              store<f32>(at(to, c), load<f32>(at(to, c)) + load<f32>(at(dy, c)) * share);
            }
          }
        }
        dy = at(dy, channels);
      }
    }
  }
}
