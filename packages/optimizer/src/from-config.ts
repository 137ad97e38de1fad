import { type Json, ParticleError } from '@sora-particles/combinator-core';
import type { DescribedKind, DescribedTypes } from './api.ts';

/**
 * Makes a loss, metric, schedule or transform from what `toConfig` gave. Only kinds on the list are
 * ever made: a stored description can name them, never bring code.
 *
 * @param type - What is wanted. A loss is a metric too, and is found as either.
 * @param description - `{ kind, config }`, e.g. parsed from a checkpoint.
 * @param kinds - What may be made: `optimizerKinds`, with kinds of third parties appended.
 * @throws ParticleError `manifest-invalid` if the description is malformed, `kind-unknown` if
 *   the list lacks its kind, `option-unknown`, `option-missing` or `option-invalid` if the factory
 *   refuses its configuration.
 *
 * @example
 * ```ts
 * import { adam, fromConfig, optimizerKinds, toConfig } from '@sora-particles/optimizer';
 *
 * const stored = JSON.stringify(toConfig(adam({ learningRate: 0.01 })));
 * const optimizer = fromConfig('transform', JSON.parse(stored), optimizerKinds);
 * ```
 */
export function fromConfig<Type extends keyof DescribedTypes>(
  type: Type,
  description: Json | undefined,
  kinds: readonly DescribedKind[],
): DescribedTypes[Type] {
  return make(type, description, kinds, MOST_DEPTH);
}

/** How deep descriptions may be nested: no optimiser comes near, and a hostile file cannot overflow. */
const MOST_DEPTH = 32;

function make<Type extends keyof DescribedTypes>(
  type: Type,
  description: Json | undefined,
  kinds: readonly DescribedKind[],
  depth: number,
): DescribedTypes[Type] {
  if (depth === 0) {
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: `a ${type} is described inside of ${MOST_DEPTH} others`,
      expected: `at most ${MOST_DEPTH} descriptions one inside the other`,
    });
  }
  const { kind, config } = readDescription(type, description);
  const found = kinds.find(
    (candidate): candidate is DescribedKind<Type> =>
      candidate.kind === kind && makes(candidate.type, type),
  );
  if (!found) {
    throw new ParticleError({
      code: 'kind-unknown',
      summary: `no ${type} of kind '${kind}' is on the list`,
      expected: listOf(kinds, type),
      found: kind,
      remedy: 'append the list of kinds that its package exports',
    });
  }
  return found.create(config, (innerType, inner) => make(innerType, inner, kinds, depth - 1));
}

function makes(made: keyof DescribedTypes, wanted: keyof DescribedTypes): boolean {
  return made === wanted || (made === 'loss' && wanted === 'metric');
}

function listOf(kinds: readonly DescribedKind[], type: keyof DescribedTypes): string {
  const names = kinds.filter((kind) => makes(kind.type, type)).map(({ kind }) => kind);
  return names.length === 0 ? `a list with a ${type}` : `one of ${names.join(', ')}`;
}

function readDescription(
  type: keyof DescribedTypes,
  description: Json | undefined,
): { kind: string; config: { readonly [key: string]: Json } } {
  if (isObject(description)) {
    const { kind, config, ...rest } = description;
    if (typeof kind === 'string' && isObject(config) && Object.keys(rest).length === 0) {
      return { kind, config };
    }
  }
  throw new ParticleError({
    code: 'manifest-invalid',
    summary: `this does not describe a ${type}`,
    expected: '{ "kind": string, "config": object } and nothing else',
    found: isObject(description)
      ? `{ ${Object.keys(description).join(', ').slice(0, 80)} }`
      : nameOf(description),
  });
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
