import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';

/**
 * Applies `fn` to every tensor of a record. What it makes on the way is released after each, so that a
 * step needs working memory for the largest weight only, not for all.
 */
export function mapRecord(
  record: TensorRecord,
  fn: (tensor: Tensor, path: string) => Tensor,
): TensorRecord {
  return Object.fromEntries(
    Object.entries(record).map(([path, value]) => [path, tidy(() => fn(value, path))]),
  );
}

/** Like {@link mapRecord}, for a function that makes several tensors of each. */
export function mapRecords<Name extends string>(
  record: TensorRecord,
  names: readonly Name[],
  fn: (tensor: Tensor, path: string) => Record<Name, Tensor>,
): Record<Name, TensorRecord> {
  const made = Object.entries(record).map(
    ([path, value]) => [path, tidy(() => fn(value, path))] as const,
  );
  const gathered = names.map((name) => [
    name,
    Object.fromEntries(made.map(([path, tensors]) => [path, tensors[name]])),
  ]);
  return Object.fromEntries(gathered) as Record<Name, TensorRecord>;
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
