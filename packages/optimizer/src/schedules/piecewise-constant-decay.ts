import { checkOptions, is, ParticleError } from '@sora-particles/combinator-core';
import { cast, greater, scalar, type Tensor, where } from '@tensorflow/tfjs-core';
import type { DescribedKind, Schedule } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link piecewiseConstantDecay}. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each value but the last. No default; integers in rising order, at least one. */
  readonly boundaries: readonly number[];
  /** The values, one more than boundaries. No default; each at least 0. */
  readonly values: readonly number[];
}

/**
 * One value after the other: values[i] for boundaries[i - 1] < step <= boundaries[i]. Keras
 * `PiecewiseConstantDecay`.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { piecewiseConstantDecay } from '@sora-particles/optimizer';
 * import { scalar } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const schedule = piecewiseConstantDecay({ boundaries: [100, 200], values: [1, 0.5, 0.25] });
 * console.log(schedule.at(scalar(101, 'int32')).arraySync()); // 0.5
 * ```
 */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): Schedule {
  checkOptions('piecewiseConstantDecay', options, {
    boundaries: is.arrayOf(is.nonNegativeInteger),
    values: is.arrayOf(is.nonNegative),
  });
  const { boundaries, values } = options;
  const rising = boundaries.every((bound, index) => bound > (boundaries[index - 1] ?? -1));
  if (boundaries.length === 0 || !rising) {
    throw refusal('boundaries', 'at least one integer, in rising order', boundaries);
  }
  if (values.length !== boundaries.length + 1) {
    throw refusal(
      'values',
      `${String(boundaries.length + 1)} numbers, one more than boundaries`,
      values,
    );
  }
  const [first = 0, ...later] = values;
  return {
    kind: 'optimizer/piecewiseConstantDecay@1',
    config: { boundaries, values },
    at: (step) => {
      const count = cast(step, 'float32');
      return later.reduce<Tensor>(
        (value, next, index) => where(greater(count, boundaries[index] ?? 0), scalar(next), value),
        scalar(first),
      );
    },
  };
}

function refusal(name: string, expected: string, found: readonly number[]): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `piecewiseConstantDecay(): '${name}' must be ${expected}`,
    path: `piecewiseConstantDecay.${name}`,
    expected,
    found: JSON.stringify(found),
  });
}

/** {@link piecewiseConstantDecay} for `fromConfig`. */
export const piecewiseConstantDecayKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/piecewiseConstantDecay@1',
  create: (config) => createFrom(piecewiseConstantDecay, config),
};
