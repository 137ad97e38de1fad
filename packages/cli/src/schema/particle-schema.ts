import type { JsonObject } from '@sora-particles/combinator-core';

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const KIND = '^(?:@[a-z0-9-]+/)?[a-z0-9-]+/[a-zA-Z0-9-]+@[0-9]+$';
const object = (
  properties: JsonObject,
  required: readonly string[],
  additionalProperties: boolean,
): JsonObject => ({ type: 'object', properties, required, additionalProperties });
const ref = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` });
const boolean: JsonObject = { type: 'boolean' };

/** The JSON Schema (draft 07) of particle files. `schemas/particle.json` is written from it. */
export function particleSchema(): JsonObject {
  const ports: JsonObject = { type: 'object', additionalProperties: ref('spec') };
  const weights: JsonObject = {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: { shape: ref('shape'), dtype: { type: 'string' }, trainable: boolean },
      required: ['shape', 'initializer'],
    },
  };
  const traits = ['deterministic', 'batchable', 'differentiable', 'needsSeed', 'host'];
  return {
    $schema: DRAFT,
    title: 'The particles of a package, for programs that do not run it',
    ...object(
      {
        format: { const: 'sora-particles/particles' },
        version: { const: 1 },
        contract: { type: 'string', description: 'Version of the contract.' },
        package: { type: 'string' },
        kinds: { type: 'array', items: ref('kind') },
      },
      ['format', 'version', 'contract', 'package', 'kinds'],
      false,
    ),
    definitions: {
      kind: object(
        {
          kind: { type: 'string', pattern: KIND },
          summary: { type: 'string' },
          options: { type: 'object', description: 'A JSON Schema.' },
          hasParts: boolean,
          examples: { type: 'array', minItems: 1, items: ref('example') },
        },
        ['kind', 'summary', 'options', 'hasParts', 'examples'],
        false,
      ),
      example: object(
        {
          options: { type: 'object', description: 'As its author wrote it.' },
          config: { type: 'object' },
          contract: object(
            {
              input: ports,
              output: ports,
              where: { type: 'array', items: { type: 'array' } },
              params: weights,
              state: weights,
              traits: object(
                Object.fromEntries(traits.map((trait) => [trait, boolean])),
                traits,
                true,
              ),
              flops: ref('dim'),
            },
            ['input', 'output', 'where', 'params', 'state', 'traits', 'flops'],
            false,
          ),
        },
        ['options', 'config', 'contract'],
        false,
      ),
      spec: {
        type: 'object',
        properties: {
          shape: ref('shape'),
          value: { enum: ['bytes', 'text', 'record', 'label', 'boxes'] },
          layout: { type: ['string', 'null'] },
          meaning: { type: ['string', 'null'] },
          like: { type: 'string' },
          optional: boolean,
        },
        anyOf: [{ required: ['shape'] }, { required: ['value'] }],
      },
      shape: { type: 'array', items: ref('dim') },
      dim: {
        anyOf: [
          { type: 'integer' },
          { type: 'string' },
          { type: 'null' },
          { type: 'array', description: 'An expression, e.g. ["mul", "height", 2].' },
        ],
      },
    },
  };
}

/** The JSON Schema (draft 07) of the field `sora` of a package.json. `schemas/package.json` is written from it. */
export function packageSchema(): JsonObject {
  const path: JsonObject = { type: 'string', pattern: '^\\./[A-Za-z0-9_./-]+$' };
  return {
    $schema: DRAFT,
    title: 'package.json of a package of particles',
    type: 'object',
    properties: {
      keywords: { type: 'array', contains: { const: 'sora-particle' } },
      sora: object(
        {
          contract: { type: 'string', description: 'Version of the contract it was built for.' },
          particles: { ...path, description: 'The file that describes the particles.' },
          modules: {
            type: 'array',
            items: { anyOf: [{ const: '.' }, path] },
            description: 'Entries of the package that export lists of kinds. Default ["."].',
          },
          kinds: { type: 'array', items: { type: 'string', pattern: KIND } },
        },
        ['contract', 'particles', 'kinds'],
        true,
      ),
    },
    required: ['name', 'sora'],
  };
}
