import { endRows } from './bias';
import { writePatches } from './patches';
import { at, copyEdge, tile } from './tile';

/** Whether {@link slide} takes a convolution: four neighbours in a row, their windows without gaps. */
export function canSlide(outWidth: i32, dilationWidth: i32): bool {
  return outWidth >= 4 && dilationWidth == 1;
}

/** How many numbers of scratch memory {@link slide} needs beside the panel. */
export function slideScratch(taps: i32): i32 {
  return 4 * taps + 32;
}

/**
 * Some channels of a convolution, without patches: a tile of 4 neighbouring outputs reads its windows
 * where they lie. Only windows that reach over the left or right border are copied first.
 *
 * `panels` is the filter for these channels, [channels / 8, filterHeight, filterWidth, inChannels, 8];
 * `y` is where the first of them goes, `bias` where theirs begins, or 0.
 */
export function slide(
  x: usize,
  panels: usize,
  y: usize,
  channels: i32,
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
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  const run = filterWidth * inChannels;
  const taps = filterHeight * run;
  const edge = at(scratch, 4 * taps);
  const lineStep = (<usize>(inWidth * inChannels)) << 2;
  const reach = 3 * strideWidth + filterWidth;
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const first = top >= 0 ? 0 : (dilationHeight - 1 - top) / dilationHeight;
      const below = inHeight - top;
      const end = below <= 0 ? 0 : min(filterHeight, (below + dilationHeight - 1) / dilationHeight);
      const line = top + first * dilationHeight;
      for (let group = 0; group < outWidth; group += 4) {
        // The last four may overlap with those before them.
        const column = min(group, outWidth - 4);
        const left = column * strideWidth - padLeft;
        let a = x + <usize>line * lineStep + ((<usize>(left * inChannels)) << 2);
        let rowStep = (<usize>(strideWidth * inChannels)) << 2;
        let segments = end - first;
        let length = run;
        let segmentStep = (<usize>dilationHeight) * lineStep;
        let b = panels + ((<usize>(first * run)) << 5);
        if (left < 0 || left + reach > inWidth) {
          writePatches(
            x,
            scratch,
            row * outWidth + column,
            4,
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
            1,
            padTop,
            padLeft,
          );
          a = scratch;
          rowStep = (<usize>taps) << 2;
          segments = 1;
          length = taps;
          segmentStep = 0;
          b = panels;
        }
        let to = at(y, (row * outWidth + column) * outChannels);
        const step = (<usize>outChannels) << 2;
        for (let rest = channels; rest > 0; rest -= 8, to += 32, b = at(b, 8 * taps)) {
          const isEdge = rest < 8;
          const c = isEdge ? edge : to;
          const cStep: usize = isEdge ? 32 : step;
          tile(4, a, rowStep, segments, length, segmentStep, b, 32, c, cStep, false);
          if (isEdge) copyEdge(edge, to, step, 4, rest, false);
        }
      }
      const written = at(y, row * outWidth * outChannels);
      endRows(written, (<usize>outChannels) << 2, outWidth, channels, bias, activation);
    }
    x += (<usize>inHeight) * lineStep;
    y += ((<usize>(outHeight * outWidth)) * (<usize>outChannels)) << 2;
  }
}
