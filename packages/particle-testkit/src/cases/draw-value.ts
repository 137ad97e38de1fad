import {
  isTensorSpec,
  ParticleError,
  type HostValue,
  type RandomSource,
  type Spec,
  type TensorSpec,
  type Value,
  type ValueSpec,
} from '@sora-particles/combinator-core';
import { tensor } from '@tensorflow/tfjs-core';
import { oneDType } from './draw-sizes.ts';

/** How values are drawn. */
export interface ValueOptions {
  /** Largest size of numbers whose range is not stated. Default 2. */
  readonly magnitude?: number | undefined;
  /** Whether to stay off the ends of a range, where clipping has no gradient. Default false. */
  readonly interior?: boolean | undefined;
  /** An end of the stated ranges, at which all numbers then are. */
  readonly end?: 'low' | 'high' | undefined;
}

/**
 * Draws a value that a port takes.
 *
 * @throws ParticleError `option-missing` for what has a form that the contract does not tell.
 */
export function drawValue(
  port: string,
  spec: Spec,
  shape: readonly number[],
  random: RandomSource,
  options: ValueOptions,
): Value {
  if (isTensorSpec(spec)) return drawTensor(port, spec, shape, random, options);
  const [length] = shape;
  if (length === undefined) return drawHost(port, spec, random);
  return Array.from({ length }, () => drawHost(port, spec, random));
}

function drawTensor(
  port: string,
  { range, dtype: types }: TensorSpec,
  shape: readonly number[],
  random: RandomSource,
  { magnitude = 2, interior = false, end }: ValueOptions,
): Value {
  const dtype = oneDType(types);
  if (dtype === 'string' || dtype === 'complex64') throw formUnknown(port, `${dtype} tensors`);
  const stated = Array.isArray(range) ? (range as readonly [number, number]) : undefined;
  const [low, high] =
    stated ?? (dtype === 'float32' ? [-magnitude, magnitude] : [0, dtype === 'bool' ? 1 : 3]);
  const draw = (): number => {
    if (end !== undefined && stated !== undefined) return end === 'low' ? low : high;
    if (dtype !== 'float32') return low + random.integer(Math.floor(high - low) + 1);
    const place = random.next();
    if (interior) return low + (0.1 + 0.8 * place) * (high - low);
    // Now and then one of the ends.
    if (stated !== undefined && place < 0.4) return place < 0.2 ? low : high;
    return low + random.next() * (high - low);
  };
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(Array.from({ length: size }, draw), [...shape], dtype);
}

function drawHost(port: string, spec: ValueSpec, random: RandomSource): HostValue {
  const { meaning, labels, fields } = spec;
  const text = (): string =>
    Array.from({ length: 1 + random.integer(8) }, () =>
      String.fromCharCode(97 + random.integer(26)),
    ).join('');
  const label = () => ({
    label: labels?.[random.integer(labels.length)] ?? text(),
    score: random.next(),
  });
  switch (spec.value) {
    case 'bytes':
      if (typeof meaning === 'string') throw formUnknown(port, `bytes that are '${meaning}'`);
      return Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256));
    case 'text':
      return `${text()} ${text()}`;
    case 'label':
      return label();
    case 'boxes':
      return [{ ...label(), box: [0.1, 0.2, 0.5 + random.next() / 2, 0.9] }];
    case 'record': {
      const values = { number: () => random.next(), string: text, boolean: () => true };
      return Object.fromEntries(
        Object.entries(fields ?? { field: 'number' as const }).map(([name, type]) => [
          name,
          values[type](),
        ]),
      );
    }
  }
}

function formUnknown(port: string, what: string): ParticleError {
  return new ParticleError({
    code: 'option-missing',
    summary: `the kit cannot make ${what}`,
    path: port,
    remedy: `give the example \`inputs: () => ({ ${port}: ... })\``,
  });
}
