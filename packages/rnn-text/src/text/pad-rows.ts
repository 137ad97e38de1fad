import { tensor2d, type Tensor } from '@tensorflow/tfjs-core';

/**
 * How long the rows of a batch become: as the longest of them, a number of tokens, or the next multiple of
 * one, so that engines that compile for a shape see few.
 */
export type PadTo = 'longest' | number | { readonly multipleOf: number };

/** How a text is made to fit. */
export interface Room {
  readonly truncate: 'start' | 'end';
  /** The most ids of a row, those before and after included. */
  readonly maxLength: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The ids of a text, cut where they are too many, with what stands before and after them. */
export function fitRow(
  ids: number[],
  { truncate, maxLength, before, after }: Room,
): readonly number[] {
  const most = maxLength - before.length - after.length;
  if (ids.length > most) {
    return [
      ...before,
      ...(truncate === 'end' ? ids.slice(0, most) : ids.slice(ids.length - most)),
      ...after,
    ];
  }
  return before.length + after.length === 0 ? ids : [...before, ...ids, ...after];
}

/** Rows of ids as one tensor, with a mask that is true where there is one. At least one step long. */
export function padRows(
  rows: readonly (readonly number[])[],
  padTo: PadTo,
  padding: number,
): { y: Tensor; mask: Tensor } {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const time =
    padTo === 'longest'
      ? longest
      : typeof padTo === 'number'
        ? padTo
        : Math.ceil(longest / padTo.multipleOf) * padTo.multipleOf;
  const ids = new Int32Array(rows.length * time).fill(padding);
  const mask = new Uint8Array(rows.length * time);
  rows.forEach((row, i) => {
    ids.set(row, i * time);
    mask.fill(1, i * time, i * time + row.length);
  });
  const shape: [number, number] = [rows.length, time];
  return { y: tensor2d(ids, shape, 'int32'), mask: tensor2d(mask, shape, 'bool') };
}
