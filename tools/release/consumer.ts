import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { project } from './install-alone.ts';
import type { Lab } from './lab.ts';

/** A small composition of four of our packages that is trained: what users of every kind run and check. */
const WORK = `import '@tensorflow/tfjs-backend-cpu';
import { compose, initialize, predict } from '@sora-particles/combinator-core';
import { dense, flatten, input, rescale } from '@sora-particles/combinator-core/elementary';
import { conv2d } from '@sora-particles/conv-recognizer';
import { resize } from '@sora-particles/image-preprocess';
import { adam, fit, meanSquaredError } from '@sora-particles/optimizer';

/** Learns how bright images are; gives the losses and an answer. */
export async function work() {
  const images = input({ shape: ['batch', 6, 6, 1], dtype: 'float32', range: [0, 255], layout: 'NHWC' });
  const net = compose(images)
    .to(resize({ size: [4, 4] }))
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }))
    .to(flatten())
    .to(dense({ units: 1 }));
  const pixel = (image, i) => (37 * image + 11 * i * image) % 256;
  const x = Array.from({ length: 16 }, (_, image) =>
    Array.from({ length: 6 }, (_, row) =>
      Array.from({ length: 6 }, (_, column) => [pixel(image, 6 * row + column)]),
    ),
  );
  const y = x.map((rows) => [rows.flat(2).reduce((sum, value) => sum + value, 0) / (36 * 255)]);
  const { variables, history } = await fit({
    particle: net,
    variables: initialize(net, { seed: 1 }),
    data: { x, y },
    loss: meanSquaredError(),
    optimizer: adam({ learningRate: 0.02 }),
    epochs: 12,
    seed: 1,
  });
  const answer = await predict(net, variables, x.slice(0, 1));
  return [...history.map(({ loss }) => loss), ...answer.dataSync()];
}
`;

/** The same with types, and something that must not compile: were the types not found, it would. */
const TYPED = `${WORK.replace('(image, i)', '(image: number, i: number)')}
const wide = input({ shape: ['batch', 5], dtype: 'float32' });
compose(wide).to(dense({ units: 2 })).output.y.shape satisfies readonly ['batch', 2];
// @ts-expect-error -- it needs an image
compose(wide).to(conv2d({ filters: 2, kernelSize: 3 }));
`;

const PRINT = 'work().then((numbers) => console.log(JSON.stringify(numbers)));\n';
const SHOW = `work().then(
  (numbers) => { globalThis.outcome = { numbers }; },
  (error) => { globalThis.outcome = { error: String(error.stack) }; },
);
`;

const PACKAGES = ['image-preprocess', 'conv-recognizer', 'optimizer'];

/** A project that uses our packages in every way. */
export async function makeConsumer(lab: Lab): Promise<string> {
  const folder = project(lab, 'consumer');
  const files: Record<string, string> = {
    'module.mjs': WORK + PRINT,
    'common.cjs': transformSync(WORK + PRINT, { format: 'cjs' }).code,
    'typed.ts': TYPED,
    'browser.js': WORK + SHOW,
    'index.html': '<!doctype html><script type="module" src="/browser.js"></script>',
    ...Object.fromEntries(
      ['nodenext', 'bundler'].map((resolution) => [
        `tsconfig.${resolution}.json`,
        tsconfig(resolution),
      ]),
    ),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const ours = PACKAGES.map((name) => `@sora-particles/${name}`);
  await lab.npm(folder, 'install', ...ours, '@tensorflow/tfjs-backend-cpu@4.22.0');
  return folder;
}

function tsconfig(resolution: string): string {
  return JSON.stringify({
    compilerOptions: {
      ...{ target: 'ES2022', lib: ['ES2022', 'DOM'], types: [], strict: true, noEmit: true },
      module: resolution === 'bundler' ? 'esnext' : resolution,
      moduleResolution: resolution,
      // TensorFlow.js's own declarations do not check.
      skipLibCheck: true,
    },
    files: ['typed.ts'],
  });
}

/** The numbers that a script printed. */
export function numbersIn(printed: string): number[] {
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as number[];
}

/** The loss must fall, and the numbers must be those of the first run. */
export function compareNumbers(numbers: readonly number[], reference = numbers): string {
  const [first = NaN, last = NaN] = [numbers[0], numbers.at(-2)];
  if (!(last < first / 2)) throw new Error(`it does not learn: loss ${first} to ${last}`);
  const off = Math.max(...reference.map((value, i) => Math.abs(value - (numbers[i] ?? NaN))));
  if (!(off <= 1e-6) || numbers.length !== reference.length) {
    throw new Error(`other numbers than in Node:\n${numbers.join(' ')}\n${reference.join(' ')}`);
  }
  return off === 0 ? 'the same bits' : `within ${off.toExponential(0)}`;
}
