import { isParticleError, predict, type AnyParticle } from '@sora-particles/combinator-core';
import { memory, type Tensor } from '@tensorflow/tfjs-core';

/** What a particle makes of texts, with everything freed: nested arrays by port, or that of the only one. */
export async function run(particle: AnyParticle, x: readonly string[]): Promise<unknown> {
  const before = memory().numTensors;
  const answer: unknown = await predict(particle, {}, x as never, { batchSize: 1000 });
  const found = read(answer);
  expect(memory().numTensors).toBe(before);
  return found;
}

function read(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  if ('dataSync' in answer) {
    const tensor = answer as Tensor;
    const values = tensor.arraySync();
    tensor.dispose();
    return values;
  }
  return Object.fromEntries(Object.entries(answer).map(([port, value]) => [port, read(value)]));
}

/** The same for one input after another, as tensors are counted around each. */
export async function runEach(
  cases: Iterable<readonly [particle: AnyParticle, x: readonly string[]]>,
): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [particle, x] of cases) found.push(await run(particle, x));
  return found;
}

/** The ParticleError that `act` throws, or rejects with. */
export async function failure(act: () => unknown) {
  try {
    await act();
  } catch (error) {
    if (isParticleError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The largest difference between two lists of numbers. */
export function difference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}

/** How many milliseconds something takes. */
export function timeOf(act: () => unknown): number {
  const begin = performance.now();
  act();
  return performance.now() - begin;
}
