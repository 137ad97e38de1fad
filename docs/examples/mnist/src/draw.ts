import { plot } from 'asciichart';
import { type Digits, imageOf, SIDE } from './data.ts';
import { smooth } from './smooth.ts';

const INK = [' ', '░', '▒', '▓', '█'];

/** An image that was read as another digit than it shows. */
export interface Misread {
  readonly index: number;
  readonly actual: number;
  readonly predicted: number;
  /** How sure the recogniser was of its wrong answer, 0 to 1. */
  readonly score: number;
}

/** Draws images side by side with what they are and what they were taken for. */
export function drawMisread(digits: Digits, misread: readonly Misread[], perRow = 3): string {
  const blocks = misread.map((one) => [
    `${one.actual} read as ${one.predicted} (${(one.score * 100).toFixed(0)} %)`.padEnd(SIDE),
    ...drawImage(imageOf(digits, one.index)),
  ]);
  const rows = Array.from({ length: Math.ceil(blocks.length / perRow) }, (_, row) =>
    blocks.slice(row * perRow, (row + 1) * perRow),
  );
  return rows
    .map((row) =>
      (row[0] ?? []).map((_, line) => row.map((block) => block[line]).join('  ')).join('\n'),
    )
    .join('\n');
}

/** One character for two pixels above one another, as characters are twice as high as wide. */
function drawImage(pixels: Uint8Array): string[] {
  return Array.from({ length: SIDE / 2 }, (_, row) =>
    Array.from({ length: SIDE }, (_, column) => {
      const upper = pixels[2 * row * SIDE + column] ?? 0;
      const lower = pixels[(2 * row + 1) * SIDE + column] ?? 0;
      return INK[Math.round(((upper + lower) / 510) * (INK.length - 1))];
    }).join(''),
  );
}

/** A row for each actual digit, a column for each predicted one; dots for never. */
export function drawConfusion(confusion: readonly (readonly number[])[]): string {
  const width = Math.max(4, ...confusion.flat().map((count) => String(count).length + 1));
  const line = (head: string, cells: readonly string[]) =>
    head.padEnd(7) + cells.map((cell) => cell.padStart(width)).join('');
  return [
    line(
      'is  as',
      confusion.map((_, digit) => String(digit)),
    ),
    ...confusion.map((row, digit) =>
      line(
        `  ${digit}`,
        row.map((count) => (count === 0 ? '·' : String(count))),
      ),
    ),
  ].join('\n');
}

/** The loss over the steps of a run, on a logarithmic scale. */
export function drawLoss(losses: readonly number[]): string {
  // A loss of 0 has no logarithm.
  const curve = smooth(losses, 60).map(({ loss }) => Math.log10(Math.max(loss, 1e-6)));
  return plot(curve, { height: 8, format: (power) => (10 ** power).toPrecision(2).padStart(9) });
}
