import {
  compose,
  disposeVariables,
  initialize,
  isParticleError,
  predict,
} from '@sora-particles/combinator-core';
import { dense, input, rescale } from '@sora-particles/combinator-core/elementary';
import { digitsRecognizer } from '@sora-particles/conv-recognizer';
import { decodeImage, imageFromBytes } from '@sora-particles/image-preprocess';
import { createLibrary, memoryStore } from '@sora-particles/model-library';
import { adam, fit, meanSquaredError } from '@sora-particles/optimizer';
import { fromBase64 } from '../bytes.ts';
import type { Case } from '../case.ts';
import { jpegFiles, pngFiles } from '../images.ts';

/** What is wrong is refused for the same reason, in the same words. */
export const errorCases: readonly Case[] = [
  { name: 'refusals on cpu', backend: 'cpu', run: refusals },
  { name: 'refusals on wasm', backend: 'wasm', run: refusals },
];

const cutOff = ([first]: typeof pngFiles): Uint8Array => fromBase64(first?.file ?? '').slice(0, -9);

/** Everything here must be refused. */
const wrong: Readonly<Record<string, () => unknown>> = {
  'an unknown option': () => dense({ units: 2, unit: 2 } as Parameters<typeof dense>[0]),
  'sizes that do not fit': () =>
    (compose(input({ shape: ['batch', 8, 8, 1], dtype: 'float32' })) as Composable).to(
      digitsRecognizer(),
    ),
  'a range that does not fit': () =>
    (compose(imageFromBytes({ size: [28, 28], channels: 1 })) as Composable).to(digitsRecognizer()),
  'a PNG file that is cut off': () => predict(decodeImage(), {}, cutOff(pngFiles)),
  'a JPEG file that is cut off': () => predict(decodeImage(), {}, cutOff(jpegFiles)),
  'what is no image': () => predict(decodeImage(), {}, Uint8Array.of(1, 2, 3)),
  'another shape at the call': () => predict(rescale(2), {}, [[1, 2], [3]] as number[][]),
  'a number that is none': () => predict(rescale(2), {}, [1, NaN]),
  'no weights': () => predict(dense({ units: 2 }), {}, [[1, 2]]),
  'labels of another length': () => train([1, 2, 3]),
  'a loss that is no number': () => train([1e30, 2]),
  'a path instead of the name of a model': () => createLibrary(memoryStore()).versions('../secret'),
};

/** As the compiler would refuse most of them. */
interface Composable {
  to(next: object): unknown;
}

async function train(y: readonly number[]): Promise<unknown> {
  const particle = compose(input({ shape: ['batch', 1], dtype: 'float32' })).to(
    dense({ units: 1 }),
  );
  const variables = initialize(particle, { seed: 1 });
  const loss = meanSquaredError();
  const optimizer = adam({ learningRate: 1e30 });
  const data = { x: [[1], [2]], y };
  try {
    return await fit({ particle, variables, data, loss, optimizer, epochs: 9, seed: 1 });
  } finally {
    disposeVariables(variables);
  }
}

async function refusals(): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, attempt] of Object.entries(wrong)) {
    try {
      await attempt();
      throw new Error(`${name} was not refused`);
    } catch (error) {
      if (!isParticleError(error)) throw error;
      const { code, summary, path, expected, found: got, remedy } = error;
      found[name] = { code, summary, path, expected, got, remedy };
    }
  }
  return found;
}
