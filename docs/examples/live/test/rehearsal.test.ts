import { mixWithRehearsal } from '../src/page/rehearsal.ts';

/** So many labels from 0, then images that are filled with their label. */
function rehearsal(count: number): Uint8Array {
  const bytes = new Uint8Array(count * 785);
  for (let at = 0; at < count; at++) {
    bytes[at] = at % 10;
    bytes.fill(at % 10, count + at * 784, count + (at + 1) * 784);
  }
  return bytes;
}

const drawing = (label: number) => ({ pixels: new Float32Array(784).fill(200 + label), label });

test.each([
  { drawings: [3], repeated: 10 },
  { drawings: [3, 5], repeated: 10 },
  { drawings: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], repeated: 12 },
])('$drawings are a quarter of the images, and none is left out', ({ drawings, repeated }) => {
  const { x, y } = mixWithRehearsal(drawings.map(drawing), rehearsal(30));
  expect(x.shape).toEqual([30 + repeated, 28, 28, 1]);
  expect(y).toHaveLength(30 + repeated);
  expect(new Set(y.slice(30))).toEqual(new Set(drawings));
  y.forEach((label, at) => {
    const image = x.values.subarray(at * 784, (at + 1) * 784);
    expect(new Set(image)).toEqual(new Set([at < 30 ? label : 200 + label]));
  });
});
