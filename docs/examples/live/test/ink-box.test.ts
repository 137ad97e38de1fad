import { inkBox } from '../src/page/ink-box.ts';

const WIDTH = 28;

/** A picture with a rectangle of ink. */
function picture(left: number, top: number, width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: WIDTH * WIDTH }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return x >= left && x < left + width && y >= top && y < top + height ? 255 : 0;
  });
}

test('there is no box around nothing', () => {
  expect(inkBox(new Uint8Array(WIDTH * WIDTH), WIDTH)).toBeUndefined();
});

test('what has the size and the place of a digit of MNIST stays where it is', () => {
  const box = inkBox(picture(9, 4, 10, 20), WIDTH)!;
  expect(box.side).toBeCloseTo(28, 10);
  expect(box.left).toBeCloseTo(0, 10);
  expect(box.top).toBeCloseTo(0, 10);
});

test('a small drawing in a corner is framed, beyond the border too', () => {
  const box = inkBox(picture(0, 0, 5, 2), WIDTH)!;
  expect(box.side).toBeCloseTo(7, 10);
  expect(box.left).toBeCloseTo(-1, 10);
  expect(box.top).toBeCloseTo(-2.5, 10);
});

test('the centre of mass is in the middle, not that of the box', () => {
  const pixels = picture(0, 0, 4, 4);
  pixels[20 * WIDTH] = 255;
  // 16 pixels around (2, 2), and one at (0.5, 20.5).
  const box = inkBox(pixels, WIDTH)!;
  expect(box.left + box.side / 2).toBeCloseTo((16 * 2 + 0.5) / 17, 10);
  expect(box.top + box.side / 2).toBeCloseTo((16 * 2 + 20.5) / 17, 10);
});
