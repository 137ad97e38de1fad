import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import { formatRange } from '../contract/format.ts';
import type { Range, TensorSpec } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';

/** Backends from which values can be read without waiting for a device. */
const SYNCHRONOUS = new Set(['cpu', 'wasm', 'tensorflow']);

/** Share of the width of a range by which values may lie outside, for the rounding of a rescale. */
const TOLERANCE = 1e-5;

/**
 * Checks the values of an input: no NaN or infinity, and none outside of the range that the spec
 * states. Tensors on a graphics card are taken on trust, as reading them back would stall it.
 *
 * @throws ParticleError `value-not-finite`, `value-out-of-range`.
 */
export function checkNumbers(path: string, { range }: TensorSpec, value: Tensor): void {
  if (value.dtype !== 'float32' && value.dtype !== 'int32') return;
  if (!SYNCHRONOUS.has(getBackend())) return;
  const stated = range === undefined || range === null || 'of' in range ? undefined : range;
  if (value.dtype === 'int32' && stated === undefined) return;
  const [low, high] = stated === undefined ? FINITE : widened(stated);
  const values = value.dataSync<'float32' | 'int32'>();
  const at = firstOutside(values, low, high);
  if (at !== -1) throw refuse(path, value.shape, at, values[at] ?? NaN, stated);
}

// Every input of every prediction goes through this loop. NaN is neither above nor below anything.
function firstOutside(values: Float32Array | Int32Array, low: number, high: number): number {
  for (let i = 0; i < values.length; i++) {
    const number = values[i] as number;
    if (!(number >= low && number <= high)) return i;
  }
  return -1;
}

/** The bounds of all finite numbers. */
const FINITE: Range = [-Number.MAX_VALUE, Number.MAX_VALUE];

function widened([low, high]: Range): Range {
  const margin = (high - low) * TOLERANCE;
  return [low - margin, high + margin];
}

function refuse(
  path: string,
  shape: readonly number[],
  position: number,
  found: number,
  range: Range | undefined,
): ParticleError {
  const indices: number[] = [];
  shape.reduceRight((rest, size) => {
    indices.unshift(rest % size);
    return Math.floor(rest / size);
  }, position);
  const at = `${path}${indices.map((index) => `[${String(index)}]`).join('')}`;
  if (!Number.isFinite(found)) {
    return new ParticleError({
      code: 'value-not-finite',
      summary: `the input holds ${String(found)}`,
      path: at,
      expected: 'finite numbers',
      found: String(found),
    });
  }
  const expected = range === undefined ? 'finite numbers' : `range ${formatRange(range)}`;
  return new ParticleError({
    code: 'value-out-of-range',
    summary: `the input holds ${String(found)}, outside of its ${expected}`,
    path: at,
    expected,
    found: String(found),
    remedy: 'scale the values as in training, e.g. put rescale({ from, to }) in front',
  });
}
