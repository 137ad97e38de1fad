import type { Constraints, Ports, Spec } from '../contract/spec.ts';
import type { StaticContract } from '../contract/static/connect.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { GRAPH_KIND, readGraphConfig, startGraph } from './grow-graph.ts';
import type { AddNode, GraphOutputs } from './static-graph.ts';
import type { Opened } from './static-parts.ts';

/** Options of {@link graph}. */
export interface GraphOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'graph'`. */
  readonly name?: Name;
}

/**
 * A graph that is being wired.
 *
 * @typeParam In - Its input ports.
 * @typeParam Values - What may be wired: inputs and outputs of nodes so far.
 */
export interface Graph<
  In extends Ports,
  Values,
  Where extends Constraints = readonly [],
  GraphName extends string = 'graph',
> {
  /**
   * Adds a node.
   *
   * @param name - Its name: a segment of the paths of its weights.
   * @param particle - What runs there.
   * @param wires - For each input port where its value comes from: the name of an input of the graph,
   *   of a node (its `y`), or `node.port`.
   * @throws ParticleError `name-duplicate`, `name-invalid`, `port-unknown`, `port-missing`, and
   *   the codes of `connect`.
   */
  node<
    const Name extends string,
    P extends StaticContract,
    const Wires extends Readonly<Record<string, string>>,
  >(
    name: Name,
    particle: P,
    wires: AddNode<In, Values, Where, GraphName, Name, P, Wires> extends infer R
      ? R extends string
        ? R
        : Wires
      : never,
  ): AddNode<In, Values, Where, GraphName, Name, P, Wires> extends infer R
    ? R extends string
      ? Graph<In, Readonly<Record<string, Spec>>, Where, GraphName>
      : R
    : never;
  /**
   * Ends the wiring.
   *
   * @param ports - For each output port of the graph where its value comes from.
   * @throws ParticleError `port-unknown`.
   */
  output<const Outputs extends Readonly<Record<string, keyof Values & string>>>(
    ports: Outputs,
  ): GraphOutputs<Outputs, Values> extends infer Out extends Ports
    ? Particle<GraphName, In, Out, Where>
    : never;
}

/**
 * Wires particles by name into any directed graph without cycles, with several inputs and outputs.
 * Nodes are added in the order in which they run; a node can only take what is there already.
 *
 * @param input - The input ports of the graph. What they leave open is narrowed by what nodes need.
 * @throws ParticleError `contract-invalid` for input ports that cannot be.
 *
 * @example
 * ```ts
 * import { add, graph } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const block = graph({ x: { shape: ['batch', 64], dtype: 'float32' } })
 *   .node('hidden', dense({ units: 64 }), { x: 'x' })
 *   .node('active', relu(), { x: 'hidden' })
 *   .node('sum', add(), { a: 'active', b: 'x' })
 *   .output({ y: 'sum' });
 * ```
 */
export function graph<const In extends Ports, const Name extends string = 'graph'>(
  input: In,
  options?: GraphOptions<Name>,
): Graph<In, Opened<In>, readonly [], Name>;
export function graph(input: Ports, options: GraphOptions = {}): unknown {
  checkOptions<GraphOptions>('graph', options, { name: optional(is.string) });
  return startGraph(input, options.name ?? 'graph');
}

/** How a manifest makes a graph again. */
export const graphKind: ParticleKind = {
  kind: GRAPH_KIND,
  create: (config, children, name) => {
    const { input, nodes, output } = readGraphConfig(config, children.length);
    return nodes
      .reduce(
        (growing, node, i) => growing.node(node.name, children[i], node.wires),
        startGraph(input, name),
      )
      .output(output);
  },
};
