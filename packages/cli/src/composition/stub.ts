import {
  type AnyParticle,
  defineParticle,
  type JsonObject,
  ParticleError,
} from '@sora-particles/combinator-core';
import type { DescribedKind, KindExample } from '../metadata/particle-file.ts';
import { isObject } from '../metadata/read-fields.ts';

/**
 * The example of a described kind that has the given options, those that are left out at their defaults;
 * undefined if the package describes no such configuration.
 */
export function exampleWith(
  { options: schema, examples, hasParts }: DescribedKind,
  options: JsonObject,
): KindExample | undefined {
  if (hasParts) return undefined;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const defaults = Object.entries(properties).flatMap(([name, property]) =>
    isObject(property) && property['default'] !== undefined ? [[name, property['default']]] : [],
  );
  const completed = (given: JsonObject): string =>
    canonical({ ...Object.fromEntries(defaults), ...given });
  const wanted = completed(options);
  return examples.find(
    (example) => canonical(example.config) === wanted || completed(example.options) === wanted,
  );
}

/** JSON with the keys in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** A particle that has the contract of a described one and cannot run: enough for all checks and reports. */
export function stubOf(kind: string, name: string, { config, contract }: KindExample): AnyParticle {
  const { input, output, where, params, state, traits, flops } = contract;
  return defineParticle({
    ...{ kind, name, config, input, output, where, params, state, traits, flops },
    run: (): never => {
      throw new ParticleError({
        code: 'contract-invalid',
        summary: 'this particle is known by its description only and cannot run',
        path: name,
      });
    },
  });
}
