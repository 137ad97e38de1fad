/**
 * Draws the images of the application that create-particle makes: circles, crosses and squares of random
 * size, place and grey, as PNG files of 24 x 24. They are kept; this is how they came to be.
 *
 *     npx tsx tools/templates/draw-shapes.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { encode } from 'fast-png';

const SIDE = 24;
const COUNT = 16;
const folder = 'packages/create-particle/templates/application/data';

// The generator of "Numerical Recipes": the same images each time.
let state = 2026;
function random(from: number, to: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return from + (to - from) * (state / 2 ** 32);
}

/** How far a point is from the outline of each shape, whose size is 1. */
const distances: Record<string, (x: number, y: number) => number> = {
  circle: (x, y) => Math.abs(Math.hypot(x, y) - 1),
  cross: (x, y) =>
    Math.max(Math.abs(x), Math.abs(y)) > 1 ? 9 : Math.min(Math.abs(x), Math.abs(y)),
  square: (x, y) => Math.abs(Math.max(Math.abs(x), Math.abs(y)) - 1),
};

for (const [label, distance] of Object.entries(distances)) {
  mkdirSync(`${folder}/${label}`, { recursive: true });
  for (let index = 0; index < COUNT; index++) {
    const size = random(5, 9);
    const [cx, cy] = [random(10, 14), random(10, 14)];
    const [paper, ink] = [random(180, 255), random(0, 90)];
    const data = Uint8ClampedArray.from({ length: SIDE * SIDE }, (_, i) => {
      const away = size * distance(((i % SIDE) - cx) / size, (Math.floor(i / SIDE) - cy) / size);
      const covered = Math.min(1, Math.max(0, 1.8 - away));
      return paper + (ink - paper) * covered + random(-12, 12);
    });
    const file = `${folder}/${label}/${String(index).padStart(2, '0')}.png`;
    writeFileSync(file, encode({ width: SIDE, height: SIDE, data, channels: 1, depth: 8 }));
  }
}
