import type { ParticleError } from '@sora-particles/combinator-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { completeAttributes, NotWritable } from '../graph/attributes.ts';
import { tensorProto } from '../graph/constant.ts';
import { definitionOf } from '../graph/definition.ts';
import {
  referTo,
  shapeProto,
  type AttributeValue,
  type GraphNode,
  type GraphOutput,
} from '../graph/node.ts';
import { simplify, type AddNode } from '../graph/simplify.ts';
import {
  dtypes,
  type HostValues,
  type NativeAttribute,
  type NativeTensor,
} from '../native/backend.ts';
import { whyNotRecorded } from './not-recorded.ts';

/** Where the value of an input of the graph comes from at each call. */
export type InputSource =
  /** A tensor among the arguments, by its position in the order in which they are walked through. */
  | { readonly kind: 'argument'; readonly position: number }
  /** A tensor that the function found elsewhere; the handle is the recorder's. */
  | { readonly kind: 'capture'; readonly tensor: Tensor }
  | { readonly kind: 'variable'; readonly variable: Variable };

/** An input of the graph. */
export interface GraphInput {
  readonly output: GraphOutput;
  readonly source: InputSource;
}

interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: number;
  readonly values: HostValues;
}

/**
 * Builds a graph from what the native library is asked to do. Tensors are known by the library's ids,
 * which it never gives twice.
 */
export class Recorder {
  readonly nodes: GraphNode[] = [];
  readonly inputs: GraphInput[] = [];
  /** The first reason why this cannot become a graph, one phrase. */
  reason: string | undefined;
  readonly #outputs = new Map<number, GraphOutput>();
  readonly #host = new Map<number, HostTensor>();
  /** What to throw at once, so that the stack shows the place; nothing to go on and finish the call. */
  refusalError: ((reason: string) => ParticleError) | undefined;

  /** Takes note of a reason, where throwing would not reach the caller. */
  giveUp(reason: string): void {
    this.reason ??= reason;
  }

  refuse(reason: string): void {
    this.reason ??= reason;
    if (this.refusalError !== undefined) throw this.refusalError(this.reason);
  }

  /** Makes a tensor an input of the graph. */
  addInput(tensor: NativeTensor, source: InputSource): GraphInput {
    const node = this.#addNode('Placeholder', [], {
      dtype: { type: tensor.dtype },
      shape: { shape: shapeProto(tensor.shape) },
    });
    const input = { output: { ...tensor, node, index: 0, varies: true }, source };
    this.inputs.push(input);
    this.#outputs.set(tensor.id, input.output);
    return input;
  }

  /** Takes note of data that the function made on the host. It becomes a constant once it is used. */
  addHostData(id: number, tensor: HostTensor): void {
    this.#host.set(id, tensor);
  }

  addOperation(
    name: string,
    attributes: readonly NativeAttribute[],
    inputIds: readonly number[],
    results: readonly NativeTensor[],
  ): void {
    if (this.reason !== undefined) return;
    const inputs: GraphOutput[] = [];
    for (const id of inputIds) {
      const input = this.outputOf(id);
      if (input === undefined) {
        this.refuse(`${name} takes a tensor that was not made by an operation`);
        return;
      }
      inputs.push(input);
    }
    const definition = definitionOf(name);
    const varies = inputs.some((input) => input.varies);
    const why = whyNotRecorded(name, definition, varies, results);
    if (why !== undefined) this.refuse(why);
    if (definition === undefined || why !== undefined) return;
    const complete = completeAttributes(definition, attributes, inputs);
    if (complete instanceof NotWritable) {
      this.refuse(`${name} cannot be written down: ${complete.why}`);
      return;
    }
    const [result] = results;
    const simple =
      results.length === 1 &&
      result !== undefined &&
      simplify({ op: name, attributes: complete, inputs, shape: result.shape }, this.#addOutput);
    if (simple) {
      this.#outputs.set(result.id, simple);
      return;
    }
    const node = this.#addNode(name, inputs.map(referTo), complete);
    results.forEach(({ id, dtype, shape }, index) => {
      this.#outputs.set(id, { node, index, dtype, shape, varies });
    });
  }

  /** What stands for a tensor in the graph, if it is known. */
  outputOf(id: number): GraphOutput | undefined {
    const known = this.#outputs.get(id);
    const host = this.#host.get(id);
    if (known !== undefined || host === undefined) return known;
    const { dtype, shape } = host;
    const output = { node: this.#addConstant(host), index: 0, dtype, shape, varies: false };
    this.#outputs.set(id, output);
    return output;
  }

  /** Whether it stands for something in the graph. */
  knows(id: number): boolean {
    return this.#outputs.has(id) || this.#host.has(id);
  }

  /** Whether the value may be another in the next call. */
  varies(id: number): boolean {
    return this.#outputs.get(id)?.varies ?? !this.#host.has(id);
  }

  #addConstant({ dtype, shape, values }: HostTensor): GraphNode {
    return this.#addNode('Const', [], {
      dtype: { type: dtype },
      value: { tensor: tensorProto(dtype, shape, values) },
    });
  }

  readonly #addOutput: AddNode = (op, inputs, attr, shape) => ({
    node: this.#addNode(op, inputs.map(referTo), attr),
    index: 0,
    dtype: inputs[0]?.dtype ?? dtypes.int32,
    shape,
    varies: inputs.some((input) => input.varies),
  });

  #addNode(
    op: string,
    input: readonly string[],
    attr: Readonly<Record<string, AttributeValue>>,
  ): GraphNode {
    const node = { name: `n${this.nodes.length}`, op, input, attr };
    this.nodes.push(node);
    return node;
  }
}
