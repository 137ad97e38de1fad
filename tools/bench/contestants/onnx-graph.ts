import type { Numbers } from '../networks/problem.ts';
import { encodeModel } from './onnx-format.ts';

/** A node's attribute: a whole number, a fraction, some whole numbers, or a text. */
type Attribute = number | readonly number[] | string;

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;

/** Grows a graph node by node; what it hands out are names of values. */
export interface GraphBuilder {
  /** Adds a node, and gives its first output. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    outputs?: number,
  ): string;
  /** A constant. */
  constant(numbers: Numbers): string;
  /** A constant list of whole numbers, as axes and shapes are given. */
  integers(values: readonly number[]): string;
  /** The model's bytes, with this value as its output `y`. */
  finish(output: string): Uint8Array;
}

/** Begins a graph with one input `x` of this shape and type; the first axis may have any length. */
export function buildGraph(input: Numbers): GraphBuilder {
  const nodes: object[] = [];
  const initializers: object[] = [];
  let names = 0;
  const fresh = () => `v${names++}`;
  const add = (dims: readonly number[], dataType: number, values: ArrayBufferView) => {
    const name = fresh();
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    initializers.push({ name, dims, dataType, rawData });
    return name;
  };
  return {
    node(opType, inputs, attributes = {}, outputs = 1) {
      const output = Array.from({ length: outputs }, fresh);
      const attribute = Object.entries(attributes).map(([name, value]) => ({
        ...{ name, ...asAttribute(value) },
      }));
      nodes.push({ opType, name: `n${nodes.length}`, input: inputs, output, attribute });
      return output.at(-1) ?? '';
    },
    constant: ({ values, shape }) =>
      add(shape, values instanceof Int32Array ? INT32 : FLOAT, values),
    integers: (values) => add([values.length], INT64, BigInt64Array.from(values.map(BigInt))),
    finish(output) {
      nodes.push({ opType: 'Identity', name: 'last', input: [output], output: ['y'] });
      const elemType = input.values instanceof Int32Array ? INT32 : FLOAT;
      const rest = input.shape.slice(1).map((dimValue) => ({ dimValue }));
      const dim = [{ dimParam: 'batch' }, ...rest];
      return encodeModel({
        ...{ irVersion: 8, producerName: 'bench', opsetImport: [{ domain: '', version: 17 }] },
        graph: {
          ...{ name: 'network', node: nodes, initializer: initializers },
          input: [{ name: 'x', type: { tensorType: { elemType, shape: { dim } } } }],
          output: [{ name: 'y', type: { tensorType: { elemType: FLOAT } } }],
        },
      });
    },
  };
}

function asAttribute(value: Attribute): object {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { i: value, type: 2 } : { f: value, type: 1 };
  }
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: 3 };
  return { ints: value, type: 7 };
}
