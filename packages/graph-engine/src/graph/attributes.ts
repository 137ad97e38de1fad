import type { NativeAttribute } from '../native/backend.ts';
import type { OperationDefinition } from './definition.ts';
import { shapeProto, type AttributeValue, type GraphOutput } from './node.ts';

/** Why an operation cannot be written down: one phrase. */
export class NotWritable {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/**
 * All attributes that a node needs. Eager execution infers the types and counts of the inputs, also
 * where a caller states others, so here they come from the inputs, too.
 */
export function completeAttributes(
  definition: OperationDefinition,
  given: readonly NativeAttribute[],
  inputs: readonly GraphOutput[],
): Record<string, AttributeValue> | NotWritable {
  const attributes: Record<string, AttributeValue> = {};
  for (const { name, value } of given) {
    const type = definition.attributes.get(name)?.type;
    // Eager execution would have refused a wrong name.
    if (type === undefined) continue;
    const written = write(type, value);
    if (written === undefined) return new NotWritable(`attribute ${name} of type ${type}`);
    attributes[name] = written;
  }
  Object.assign(attributes, inferred(definition, inputs));
  for (const [name, { hasDefault }] of definition.attributes) {
    if (!hasDefault && attributes[name] === undefined) return new NotWritable(`attribute ${name}`);
  }
  return attributes;
}

function inferred(
  { inputs: groups }: OperationDefinition,
  inputs: readonly GraphOutput[],
): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  // No operation has two groups of unknown size: one group takes what the single inputs leave.
  const single = groups.filter(({ count, types }) => count === undefined && types === undefined);
  let at = 0;
  for (const { type, count, types } of groups) {
    const isGroup = count !== undefined || types !== undefined;
    const members = inputs.slice(at, at + (isGroup ? inputs.length - single.length : 1));
    at += members.length;
    if (count !== undefined) attributes[count] = { i: members.length };
    if (types !== undefined) {
      attributes[types] = { list: { type: members.map(({ dtype }) => dtype) } };
    }
    const [first] = members;
    if (type !== undefined && first !== undefined) attributes[type] = { type: first.dtype };
  }
  return attributes;
}

const encoder = new TextEncoder();

function write(type: string, value: unknown): AttributeValue | undefined {
  switch (type) {
    case 'type':
      return { type: Number(value) };
    case 'int':
      return { i: Number(value) };
    case 'float':
      return { f: Number(value) };
    case 'bool':
      return { b: Boolean(value) };
    case 'string':
      return { s: encoder.encode(String(value)) };
    case 'shape':
      return Array.isArray(value) ? { shape: shapeProto(value as number[]) } : undefined;
    case 'list(int)':
      return { list: { i: [value].flat() as number[] } };
    case 'list(float)':
      return { list: { f: [value].flat() as number[] } };
    case 'list(bool)':
      return { list: { b: [value].flat() as boolean[] } };
    default:
      return undefined;
  }
}
