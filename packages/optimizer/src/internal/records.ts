import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { type Tensor, zerosLike } from '@tensorflow/tfjs-core';

/** Applies `fn` to every tensor of a record. */
export function mapRecord(
  record: TensorRecord,
  fn: (tensor: Tensor, path: string) => Tensor,
): TensorRecord {
  return Object.fromEntries(Object.entries(record).map(([path, value]) => [path, fn(value, path)]));
}

/** Zeros in the shapes of a record: the first state of most transforms. */
export function zerosOf(record: TensorRecord): TensorRecord {
  return mapRecord(record, (value) => zerosLike(value));
}

/**
 * The tensor at a path.
 *
 * @throws ParticleError `variable-missing` when `init` saw other weights than `update`.
 */
export function at(record: TensorRecord, path: string, owner: string): Tensor {
  const found = Object.hasOwn(record, path) ? record[path] : undefined;
  if (found) return found;
  throw new ParticleError({
    code: 'variable-missing',
    summary: `${owner}() keeps nothing for this weight`,
    path,
    expected: `one of ${Object.keys(record).join(', ') || '(no weights at all)'}`,
    remedy: 'give init() and update() the same weights',
  });
}
