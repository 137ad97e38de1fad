import { clone, type Tensor } from '@tensorflow/tfjs-core';
import { ParticleError } from './errors.ts';
import { createRandom, type RandomSource } from './random.ts';

/** One tensor of random numbers that a computation draws. */
interface Draw {
  /** Which of the sources it comes from. */
  readonly source: number;
  readonly distribution: 'uniform' | 'normal';
  readonly shape: readonly number[];
  /** Low and high, or mean and standard deviation. */
  readonly parameters: readonly [number, number];
}

/**
 * All random numbers that a computation draws, as a list: so that they can be made before it, and
 * handed to it as arguments. An engine that traces a function would else take those of one run for
 * constants.
 */
export interface DrawList {
  /** How each source is split off: parent and name. The first is the root. */
  readonly sources: readonly { readonly parent: number; readonly name: string }[];
  readonly draws: readonly Draw[];
  /** Whether random numbers were drawn on the host, too. They cannot be arguments. */
  readonly onHost: boolean;
}

/**
 * Runs something once and notes what it draws.
 *
 * @param run - Is handed the source to draw from, and may dispose of what it draws. The numbers are
 *   those of seed 0.
 */
export function listDraws(run: (random: RandomSource) => void): DrawList {
  const sources = [{ parent: -1, name: '' }];
  const draws: Draw[] = [];
  let onHost = false;
  const recorder = (own: RandomSource, source: number): RandomSource => ({
    split(name) {
      sources.push({ parent: source, name });
      return recorder(own.split(name), sources.length - 1);
    },
    uniform(shape, low = 0, high = 1) {
      draws.push({ source, distribution: 'uniform', shape: [...shape], parameters: [low, high] });
      return own.uniform(shape, low, high);
    },
    normal(shape, mean = 0, deviation = 1) {
      draws.push({
        source,
        distribution: 'normal',
        shape: [...shape],
        parameters: [mean, deviation],
      });
      return own.normal(shape, mean, deviation);
    },
    next() {
      onHost = true;
      return own.next();
    },
    integer(below) {
      onHost = true;
      return own.integer(below);
    },
    permutation(length) {
      onHost = true;
      return own.permutation(length);
    },
  });
  run(recorder(createRandom(0), 0));
  return { sources, draws, onHost };
}

/**
 * Makes the tensors of a list: the numbers that the same computation would draw from
 * `createRandom(seed)`. The caller owns them.
 */
export function makeDraws({ sources, draws }: DrawList, seed: number): Tensor[] {
  const made: RandomSource[] = [];
  for (const { parent, name } of sources) {
    made.push(made[parent]?.split(name) ?? createRandom(seed));
  }
  return draws.map(({ source, distribution, shape, parameters }) =>
    (made[source] as RandomSource)[distribution](shape, ...parameters),
  );
}

/**
 * A source that hands out tensors which were made before, in their order. What it hands out are handles
 * of their own, which whoever draws may dispose of.
 *
 * @throws ParticleError `output-invalid` when it is asked for something that is not next in the list:
 *   then the computation draws otherwise than it did when its draws were listed.
 */
export function givenDraws(tensors: readonly Tensor[]): RandomSource {
  let position = 0;
  const take = (shape: readonly number[]): Tensor => {
    const next = tensors[position++];
    if (next !== undefined && next.shape.join() === shape.join()) return clone(next);
    throw drawsOtherwise(`[${shape.join(', ')}]`, next && `[${next.shape.join(', ')}]`);
  };
  const onHost = (): never => {
    throw drawsOtherwise('a number on the host', undefined);
  };
  const source: RandomSource = {
    split: () => source,
    uniform: take,
    normal: take,
    next: onHost,
    integer: onHost,
    permutation: onHost,
  };
  return source;
}

function drawsOtherwise(asked: string, listed: string | undefined): ParticleError {
  return new ParticleError({
    code: 'output-invalid',
    summary: 'a particle draws other random numbers than in its first run on inputs of this shape',
    expected: listed ?? 'no further draw',
    found: asked,
    remedy: 'let what a particle draws depend on the shapes of its inputs only',
  });
}
