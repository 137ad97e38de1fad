import { createRandom, type AnyParticle, type RandomSource } from '@sora-particles/combinator-core';
import { grads, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Case } from '../cases/case.ts';
import { broken, oneLine } from '../rules/rule.ts';
import { lossOf, type Loss } from './loss.ts';
import { slopeAlong } from './slope.ts';

/** Share of the largest slope of a tensor by which a gradient may differ. */
const TOLERANCE = 0.01;

/** Step as a share of the largest number of the tensor; a tenth of it where the first is not clear. */
const STEPS = [0.005, 0.0005];

/** Most numbers that are looked at: of one tensor, and of all. */
const ENTRIES = { each: 8, all: 24 };

/** Compares the gradients of a random weighted sum of the outputs with finite differences. */
export function checkSlopes(particle: AnyParticle, given: Case, training: boolean): void {
  const loss = lossOf(particle, given, training);
  if (Object.keys(loss.at).length === 0) return;
  const gradients = gradientsOf(particle, loss);
  const middle = loss.exact({});
  for (const [name, entry] of pick(loss, createRandom(given.seed).split('entries'))) {
    const gradient = gradients[name] ?? new Float32Array();
    const steep = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    const found = gradient[entry] ?? NaN;
    const seen: number[] = [];
    let fits = false;
    for (const step of STEPS) {
      const { central, low, high, noise } = slopeAlong(loss, middle, { name, entry, step });
      const margin = TOLERANCE * Math.max(steep, Math.abs(central)) + noise;
      // At a kink (relu at 0, a tie of max) any slope between those of the two sides is right.
      const isBetween = seen.length > 0 && found >= low - margin && found <= high + margin;
      fits = Math.abs(found - central) <= margin || isBetween;
      if (fits) break;
      seen.push(central);
    }
    if (fits) continue;
    throw broken(particle, {
      summary: `the gradient by ${name} is wrong${training ? ' while training' : ''}`,
      expected: `${seen.join(' or ')} at position ${entry}, by finite differences`,
      found: String(found),
      remedy: 'mend the gradient, or state `traits: { differentiable: false }`',
    });
  }
}

/** Some numbers of all tensors, each in turn. */
function pick({ at }: Loss, random: RandomSource): readonly (readonly [string, number])[] {
  const columns = Object.entries(at).map(([name, { size }]) =>
    Array.from(random.split(name).permutation(size).subarray(0, ENTRIES.each)).map(
      (entry) => [name, entry] as const,
    ),
  );
  const order = Array.from(random.permutation(columns.length));
  const rounds = Array.from({ length: ENTRIES.each }, (_, round) =>
    order.flatMap((column) => columns[column]?.slice(round, round + 1) ?? []),
  );
  return rounds.flat().slice(0, ENTRIES.all);
}

/** The gradients of a loss by all that it depends on. */
export function gradientsOf(
  particle: AnyParticle,
  loss: Loss,
): Readonly<Record<string, Float32Array>> {
  const names = Object.keys(loss.at);
  const read: Float32Array[] = [];
  try {
    tidy(() => {
      const all: readonly Tensor[] = grads(loss.symbolic)(Object.values(loss.at));
      read.push(...all.map((gradient) => gradient.dataSync<'float32'>()));
    });
  } catch (cause) {
    throw broken(particle, {
      summary: 'no gradient flows from the outputs to an input or weight',
      expected: `gradients by ${names.join(', ')}`,
      found: oneLine(cause),
      remedy: 'use differentiable operations, or state `traits: { differentiable: false }`',
      cause,
    });
  }
  return Object.fromEntries(names.map((name, i) => [name, read[i] ?? new Float32Array()]));
}
