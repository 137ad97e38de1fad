import protobuf from 'protobufjs/light.js';
import type { GraphNode } from './node.ts';

/**
 * The parts of TensorFlow's messages that a graph needs: field names and numbers are those of
 * `saved_model.proto`, `meta_graph.proto`, `graph.proto`, `node_def.proto`, `attr_value.proto`,
 * `tensor.proto` and `tensor_shape.proto`.
 */
const descriptor = {
  nested: {
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: 'repeated', type: 'MetaGraph', id: 2 },
      },
    },
    MetaGraph: {
      fields: {
        metaInfoDef: { type: 'MetaInfo', id: 1 },
        graphDef: { type: 'Graph', id: 2 },
      },
    },
    MetaInfo: { fields: { tags: { rule: 'repeated', type: 'string', id: 4 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        versions: { type: 'Versions', id: 4 },
      },
    },
    Versions: {
      fields: { producer: { type: 'int32', id: 1 }, minConsumer: { type: 'int32', id: 2 } },
    },
    Node: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        attr: { keyType: 'string', type: 'Attribute', id: 5 },
      },
    },
    Attribute: {
      // Makes a false or a 0 be written, too.
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'List', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'Shape', id: 7 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    List: {
      fields: {
        i: { rule: 'repeated', type: 'int64', id: 3, options: { packed: true } },
        f: { rule: 'repeated', type: 'float', id: 4, options: { packed: true } },
        b: { rule: 'repeated', type: 'bool', id: 5, options: { packed: true } },
        type: { rule: 'repeated', type: 'int32', id: 6, options: { packed: true } },
      },
    },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'Shape', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
        floatVal: { rule: 'repeated', type: 'float', id: 5, options: { packed: true } },
        intVal: { rule: 'repeated', type: 'int32', id: 7, options: { packed: true } },
        stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
        boolVal: { rule: 'repeated', type: 'bool', id: 11, options: { packed: true } },
      },
    },
  },
};

const root = protobuf.Root.fromJSON(descriptor);

/** The one tag of the graphs that {@link encodeSavedModel} writes. */
export const TAG = 'serve';

/** The graph as the file `saved_model.pb`. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const message = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: [TAG] },
        // The first version of 2.9, which tfjs-node's own download holds.
        graphDef: { node: nodes, versions: { producer: 1087, minConsumer: 12 } },
      },
    ],
  };
  return root.lookupType('SavedModel').encode(message).finish();
}

/** The nodes of a graph that {@link encodeSavedModel} wrote. */
export function decodeSavedModel(bytes: Uint8Array): readonly GraphNode[] {
  const type = root.lookupType('SavedModel');
  const { metaGraphs } = type.toObject(type.decode(bytes), { longs: Number }) as {
    metaGraphs: readonly { graphDef: { node: readonly Partial<GraphNode>[] } }[];
  };
  // What is empty is not written.
  const empty = { name: '', op: '', input: [], attr: {} };
  return (metaGraphs[0]?.graphDef.node ?? []).map((node) => ({ ...empty, ...node }));
}
