import { concat, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { ParticleError } from './errors.ts';
import { orthonormalColumns } from './internal/orthonormal.ts';
import { fillTruncatedNormal } from './internal/truncated-normal.ts';
import type { OptionCheck } from './options.ts';
import type { Initializer, InitializerName } from './particle.ts';
import type { RandomSource } from './random.ts';

/** The names of the initialisers that need no arguments. */
export const initializerNames = [
  'zeros',
  'ones',
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'orthogonal',
] as const satisfies readonly InitializerName[];

/** What each object form of an initialiser holds besides its type: finite numbers. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  constant: ['value'],
  uniform: ['low', 'high'],
  normal: ['mean', 'standardDeviation'],
  orthogonal: ['gain'],
};

/** Checks an option that holds an {@link Initializer}; for use with `checkOptions`. */
export const isInitializer: OptionCheck = (value) => {
  const problem = `an initializer: one of ${initializerNames.join(', ')}, or { type: ${Object.keys(ARGUMENTS).join(' | ')}, ... } with finite numbers, or { type: blocks, blocks: [...] } of such`;
  if (typeof value === 'string') {
    return (initializerNames as readonly string[]).includes(value) ? undefined : problem;
  }
  if (typeof value !== 'object' || value === null) return problem;
  const { type, ...given } = value as Readonly<Record<string, unknown>>;
  if (type === 'blocks') return isListOfInitializers(given) ? undefined : problem;
  const names =
    typeof type === 'string' && Object.hasOwn(ARGUMENTS, type) ? ARGUMENTS[type] : undefined;
  if (names === undefined) return problem;
  const complete =
    Object.keys(given).length === names.length &&
    names.every((name) => Number.isFinite(given[name]));
  return complete ? undefined : problem;
};

function isListOfInitializers({ blocks, ...rest }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(blocks) || blocks.length === 0 || Object.keys(rest).length > 0) return false;
  // One level of blocks is all that there is use for, and keeps what comes from a file shallow.
  const isFlat = (block: unknown): boolean =>
    (block as { type?: unknown } | null)?.type !== 'blocks';
  return blocks.every((block) => isFlat(block) && isInitializer(block) === undefined);
}

interface Scaling {
  readonly scale: number;
  readonly mode: 'in' | 'average';
  readonly distribution: 'uniform' | 'normal';
}

const SCALINGS: Readonly<Partial<Record<InitializerName, Scaling>>> = {
  glorotUniform: { scale: 1, mode: 'average', distribution: 'uniform' },
  glorotNormal: { scale: 1, mode: 'average', distribution: 'normal' },
  heUniform: { scale: 2, mode: 'in', distribution: 'uniform' },
  heNormal: { scale: 2, mode: 'in', distribution: 'normal' },
  lecunUniform: { scale: 1, mode: 'in', distribution: 'uniform' },
  lecunNormal: { scale: 1, mode: 'in', distribution: 'normal' },
};

/**
 * Draws the first values of a weight, as Keras does.
 *
 * With fanIn and fanOut the number of inputs and outputs that one output and input of the weight is
 * connected to (for a kernel `[...window, in, out]`: in and out times the positions of the window), the
 * variance is 2 / (fanIn + fanOut) for Glorot, 2 / fanIn for He and 1 / fanIn for LeCun. Normal ones
 * are cut off at two standard deviations and widened to keep the variance. `orthogonal` makes the
 * columns (or rows, if there are fewer) of the kernel seen as a matrix `[rest, out]` orthonormal.
 * `blocks` are drawn one after the other.
 *
 * Sources: Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html; He et al. 2015,
 * https://arxiv.org/abs/1502.01852; LeCun et al., "Efficient BackProp", 1998; Saxe et al. 2013,
 * https://arxiv.org/abs/1312.6120.
 *
 * @param initializer - Which one; has been checked by {@link isInitializer}.
 * @param shape - The sizes of the weight.
 * @param random - Where the numbers come from; it is advanced.
 * @returns A float32 tensor, which the caller owns.
 * @throws ParticleError `option-invalid` for blocks that do not divide the last axis.
 */
export function createInitialValue(
  initializer: Initializer,
  shape: readonly number[],
  random: RandomSource,
): Tensor {
  const rule = typeof initializer === 'string' ? { type: initializer } : initializer;
  switch (rule.type) {
    case 'zeros':
      return filled(shape, 0);
    case 'ones':
      return filled(shape, 1);
    case 'constant':
      return filled(shape, rule.value);
    case 'uniform':
      return random.uniform(shape, rule.low, rule.high);
    case 'normal':
      return random.normal(shape, rule.mean, rule.standardDeviation);
    case 'blocks':
      return inBlocks(rule.blocks, shape, random);
    case 'orthogonal':
      return orthogonal(shape, 'gain' in rule ? rule.gain : 1, random);
    default:
      return varianceScaling(shape, SCALINGS[rule.type] as Scaling, random);
  }
}

function inBlocks(
  blocks: readonly Initializer[],
  shape: readonly number[],
  random: RandomSource,
): Tensor {
  const size = (shape.at(-1) ?? 1) / blocks.length;
  if (!Number.isInteger(size) || shape.length === 0) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `an initializer of ${String(blocks.length)} blocks does not fit a weight`,
      expected: `a last axis that ${String(blocks.length)} divides`,
      found: `[${shape.join(', ')}]`,
    });
  }
  const part = [...shape.slice(0, -1), size];
  return tidy(() =>
    concat(
      blocks.map((block) => createInitialValue(block, part, random)),
      shape.length - 1,
    ),
  );
}

function filled(shape: readonly number[], value: number): Tensor {
  return tensor(new Float32Array(sizeOf(shape)).fill(value), [...shape], 'float32');
}

function varianceScaling(
  shape: readonly number[],
  { scale, mode, distribution }: Scaling,
  random: RandomSource,
): Tensor {
  const { fanIn, fanOut } = fans(shape);
  const variance = scale / Math.max(1, mode === 'in' ? fanIn : (fanIn + fanOut) / 2);
  if (distribution === 'uniform') {
    const limit = Math.sqrt(3 * variance);
    return random.uniform(shape, -limit, limit);
  }
  const values = new Float32Array(sizeOf(shape));
  fillTruncatedNormal(values, Math.sqrt(variance), random);
  return tensor(values, [...shape], 'float32');
}

function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const fanOut = shape.at(-1) ?? 1;
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? fanOut) * window, fanOut: fanOut * window };
}

function orthogonal(shape: readonly number[], gain: number, random: RandomSource): Tensor {
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / Math.max(1, columns);
  const tall = Math.max(rows, columns);
  const narrow = Math.min(rows, columns);
  // The normal matrix is drawn as `narrow` columns one after the other.
  const drawn = tidy(() => random.normal([narrow, tall]).dataSync<'float32'>());
  const basis = orthonormalColumns(Float64Array.from(drawn), tall, narrow);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = rows >= columns ? column * tall + row : row * tall + column;
      values[row * columns + column] = gain * (basis[at] ?? 0);
    }
  }
  return tensor(values, [...shape], 'float32');
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
