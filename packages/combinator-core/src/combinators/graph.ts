import type { Constraints, Ports, Spec } from '../contract/spec.ts';
import type { StaticContract } from '../contract/static/connect.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, CompositionNode, JsonObject, Particle, Source } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { composePlan } from './compose-plan.ts';
import { sources } from './pass-through.ts';
import type { AddNode, GraphOutputs, Opened } from './static-graph.ts';
import { wire, type Plan } from './wire.ts';

const KIND = 'combinator-core/graph@1';

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
   * @throws {@link ParticleError} `name-duplicate`, `port-unknown`, `port-missing`, and the codes of
   *   `connect`.
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
   * @throws {@link ParticleError} `port-unknown`.
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
  const start: Plan = { input, nodes: [], outputs: {}, namedNodes: true };
  return grow(start, options.name ?? 'graph');
}

interface LooseGraph {
  node(name: string, particle: unknown, wires: Readonly<Record<string, string>>): LooseGraph;
  output(ports: Readonly<Record<string, string>>): AnyParticle;
}

function grow(plan: Plan, graphName: string): LooseGraph {
  return Object.freeze({
    node(name: string, particle: unknown, wires: Readonly<Record<string, string>>) {
      const node: CompositionNode = {
        name,
        particle: assertParticle(particle, 'node'),
        inputs: sources(wires, (port) => find(plan, wires[port] ?? '', name)),
      };
      if (
        name === '' ||
        plan.nodes.some((other) => other.name === name) ||
        Object.hasOwn(plan.input, name)
      ) {
        throw new ParticleError({
          code: 'name-duplicate',
          summary: `a graph has one input or node for each name; '${name}' is taken`,
        });
      }
      const next = { ...plan, nodes: [...plan.nodes, node] };
      return grow({ ...next, input: wire(next).input }, graphName);
    },
    output(ports: Readonly<Record<string, string>>) {
      const outputs = sources(ports, (port) => find(plan, ports[port] ?? '', 'output'));
      return composePlan(
        {
          kind: KIND,
          name: graphName,
          config: configOf(plan, ports),
          children: plan.nodes.map(({ particle }) => particle),
        },
        { ...plan, outputs },
      );
    },
  });
}

/** What a source such as `x`, `node` or `node.port` names. */
function find(plan: Plan, source: string, consumer: string): Source {
  if (Object.hasOwn(plan.input, source)) return { node: null, port: source };
  for (const { name, particle } of plan.nodes) {
    if (source === name && Object.hasOwn(particle.output, 'y')) return { node: name, port: 'y' };
    const port = source.startsWith(`${name}.`) ? source.slice(name.length + 1) : undefined;
    if (port !== undefined && Object.hasOwn(particle.output, port)) return { node: name, port };
  }
  throw new ParticleError({
    code: 'port-unknown',
    summary: `'${consumer}': there is no node or input '${source}'`,
    expected: `one of ${[...Object.keys(plan.input), ...plan.nodes.map(({ name }) => name)].join(', ')}`,
  });
}

function configOf(plan: Plan, ports: Readonly<Record<string, string>>): JsonObject {
  return {
    input: plan.input as unknown as JsonObject,
    nodes: plan.nodes.map(({ name, inputs }) => ({
      name,
      wires: Object.fromEntries(
        Object.entries(inputs).map(([port, { node, port: of }]) => [
          port,
          node === null ? of : `${node}.${of}`,
        ]),
      ),
    })),
    output: ports,
  };
}

/** How a manifest makes a graph again. */
export const graphKind: ParticleKind = {
  kind: KIND,
  create: (config, children, name) => {
    const { input, nodes, output } = config as unknown as {
      readonly input: Readonly<Record<string, Spec>>;
      readonly nodes: readonly {
        readonly name: string;
        readonly wires: Readonly<Record<string, string>>;
      }[];
      readonly output: Readonly<Record<string, string>>;
    };
    return nodes
      .reduce(
        (growing, node, i) => growing.node(node.name, children[i], node.wires),
        grow({ input, nodes: [], outputs: {}, namedNodes: true }, name),
      )
      .output(output);
  },
};
