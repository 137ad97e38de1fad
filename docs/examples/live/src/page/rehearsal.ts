import { SIDE } from '../digits.ts';
import type { LabelledDrawing } from './messages.ts';

/** What share of the images are the user's, so that a few of them count. */
const SHARE = 0.25;

/**
 * The user's drawings among images of MNIST: a network that saw nothing but three sevens would take
 * everything for a seven.
 *
 * @param drawings - At least one; each is repeated until together they are a quarter of all.
 * @param rehearsal - The labels of the images, then their pixels.
 */
export function mixWithRehearsal(drawings: readonly LabelledDrawing[], rehearsal: Uint8Array) {
  const size = SIDE * SIDE;
  const count = rehearsal.length / (size + 1);
  const wanted = (count * SHARE) / (1 - SHARE);
  const times = Math.max(1, Math.round(wanted / drawings.length));
  const repeated = Array.from({ length: times }, () => drawings).flat();
  const values = new Float32Array((count + repeated.length) * size);
  values.set(rehearsal.subarray(count));
  repeated.forEach(({ pixels }, index) => {
    values.set(pixels, (count + index) * size);
  });
  const y = [...rehearsal.subarray(0, count), ...repeated.map(({ label }) => label)];
  return { x: { values, shape: [y.length, SIDE, SIDE, 1] }, y };
}
