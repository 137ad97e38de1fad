import type { Json, JsonObject } from '@sora-particles/combinator-core';
import type { Catalogue } from '../metadata/catalogue.ts';
import { compositionSchema } from './composition-schema.ts';

/**
 * The JSON Schema of composition files in a project: as the general one, but kinds are those that are
 * installed, each with its own options and their defaults, for an editor to complete. Made from metadata;
 * nothing is run.
 */
export async function projectSchema(catalogue: Catalogue): Promise<JsonObject> {
  const general = compositionSchema();
  const described: (readonly [kind: string, summary: string, options: JsonObject])[] = [];
  for (const { field, problem } of catalogue.packages) {
    if (problem !== undefined) continue;
    for (const kind of field?.kinds ?? []) {
      const known = await catalogue.describe(kind);
      if (known !== undefined) described.push([kind, known.summary, known.options]);
    }
  }
  const definitions = general['definitions'] as JsonObject;
  const kindStep = definitions['kindStep'] as JsonObject;
  const kinds: Json = {
    anyOf: described.map(([kind, description]) => ({ const: kind, description })),
  };
  return {
    ...general,
    definitions: {
      ...definitions,
      kindName: kinds,
      kindStep: {
        ...kindStep,
        allOf: described.map(([kind, , options]) => ({
          if: { properties: { kind: { const: kind } }, required: ['kind'] },
          then: {
            properties: { options },
            ...(Array.isArray(options['required']) && { required: ['options'] }),
          },
        })),
      },
    },
  };
}
