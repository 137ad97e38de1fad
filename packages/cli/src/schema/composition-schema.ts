import type { JsonObject } from '@sora-particles/combinator-core';

const ref = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` });
const part = ref('part');
const name: JsonObject = {
  type: 'string',
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
  description: 'Name in messages, and segment of the paths of weights.',
};
const wires: JsonObject = { type: 'object', additionalProperties: { type: 'string' } };

/** A step that is written with certain keys. */
function form(
  description: string,
  properties: JsonObject,
  required: readonly string[],
): JsonObject {
  return {
    type: 'object',
    description,
    properties: { ...properties, name },
    required,
    additionalProperties: false,
  };
}

/** The JSON Schema (draft 07) of composition files. `schemas/composition.json` is written from it. */
export function compositionSchema(): JsonObject {
  const named: JsonObject = { type: 'object', additionalProperties: part, minProperties: 1 };
  const wrap = (key: string, description: string, more: JsonObject = {}): JsonObject =>
    form(description, { [key]: part, ...more }, [key]);
  const kindProperties: JsonObject = {
    kind: ref('kindName'),
    options: { type: 'object', description: 'Options of its factory; the name apart.' },
    parts: { type: 'array', items: part, description: 'The particles that it is made of.' },
  };
  const nodeShared: JsonObject = {
    inputs: { ...wires, description: 'Input port -> input of the graph, node, or node.port.' },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A composition of Sora Particles',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      version: { const: 1, description: 'Version of this format.' },
      name: { type: 'string', description: 'What it is called. Default: the name of the file.' },
      steps: ref('steps'),
    },
    required: ['version', 'steps'],
    additionalProperties: false,
    definitions: {
      kindName: {
        type: 'string',
        pattern: '^(?:@[a-z0-9-]+/)?[a-z0-9-]+/[a-zA-Z0-9-]+@[0-9]+$',
        description: '<package>/<name>@<major>',
      },
      steps: { type: 'array', minItems: 1, items: ref('step'), description: 'One after another.' },
      part: { anyOf: [ref('step'), ref('steps')] },
      kindStep: form('A particle.', kindProperties, ['kind']),
      step: {
        anyOf: [
          ref('kindName'),
          ref('kindStep'),
          form('Steps under a name.', { steps: ref('steps') }, ['steps']),
          form('One input to several parts.', { branch: named }, ['branch']),
          form('Parts side by side.', { parallel: named }, ['parallel']),
          wrap('residual', 'x + f(x).', { shortcut: part }),
          form(
            'Steps several times in a row.',
            { repeat: { type: 'integer', minimum: 1, maximum: 1000 }, steps: ref('steps') },
            ['repeat', 'steps'],
          ),
          wrap('freeze', 'Left alone by training.'),
          wrap('perItem', 'Each item of a list by itself.'),
          wrap('scan', 'A cell run over time.', { reverse: { type: 'boolean' } }),
          form('Any wiring by name.', { graph: ref('graph') }, ['graph']),
        ],
      },
      graph: {
        type: 'object',
        properties: {
          inputs: { type: 'object', additionalProperties: { type: 'object' } },
          nodes: { type: 'array', items: ref('node') },
          outputs: wires,
        },
        required: ['inputs', 'nodes', 'outputs'],
        additionalProperties: false,
      },
      node: {
        type: 'object',
        description: 'A step with a name, and what goes into it.',
        properties: { name, ...nodeShared },
        required: ['name', 'inputs'],
      },
    },
  };
}
