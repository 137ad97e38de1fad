import type { PngHeader } from './header.ts';

/** A reduced image that is stored by itself: its pixel (x, y) belongs at (left + x stepX, top + y stepY). */
export interface Pass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of one row without the byte that names its filter. */
  readonly rowBytes: number;
}

/** The seven passes of Adam7: left, top, step to the right, step down. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const WHOLE = [[0, 0, 1, 1]] as const;

/** The passes in which the pixels of an image are stored: one, or Adam7's without the empty ones. */
export function passesOf(header: PngHeader): readonly Pass[] {
  const bits = header.depth * header.channels;
  return (header.interlaced ? ADAM7 : WHOLE)
    .map(([left, top, stepX, stepY]) => {
      const width = Math.ceil((header.width - left) / stepX);
      const height = Math.ceil((header.height - top) / stepY);
      return { left, top, stepX, stepY, width, height, rowBytes: Math.ceil((width * bits) / 8) };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** How many bytes the pixels take once inflated, with one byte a row for its filter. */
export function storedBytes(passes: readonly Pass[]): number {
  return passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
}
