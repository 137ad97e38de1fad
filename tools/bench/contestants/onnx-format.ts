import { createRequire } from 'node:module';
import type { Root, Type } from 'protobufjs';

/** A field: its number, its type, whether it is a list. */
type Fields = Readonly<Record<string, readonly [id: number, type: string, list?: 'repeated']>>;

/** The part of the format that is written here (onnx.proto, ONNX 1.12, IR version 8). */
const messages: Readonly<Record<string, Fields>> = {
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, 'OperatorSetIdProto', 'repeated'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    ints: [8, 'int64', 'repeated'],
    type: [20, 'int32'],
  },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
  },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensorType: [1, 'TensorTypeProto'] },
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto', 'repeated'] },
  DimensionProto: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
};

/** The bytes of a model, given as plain objects. */
export function encodeModel(model: Readonly<Record<string, unknown>>): Uint8Array {
  const type = lookup();
  return type.encode(type.fromObject(model)).finish();
}

function lookup(): Type {
  // The package is CommonJS, and its types do not fit its names in ES modules.
  const { Root } = createRequire(import.meta.url)('protobufjs') as {
    readonly Root: { fromJSON(json: object): Root };
  };
  const nested = Object.entries(messages).map(([name, fields]) => [
    name,
    {
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, [id, type, rule]]) => [field, { id, type, rule }]),
      ),
    },
  ]);
  return Root.fromJSON({ nested: Object.fromEntries(nested) as object }).lookupType('ModelProto');
}
