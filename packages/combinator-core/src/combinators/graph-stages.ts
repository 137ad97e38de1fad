import type { Ports, Spec } from '../contract/spec.ts';
import type { AnyParticle, Composition, Source } from '../particle.ts';
import { GRAPH_KIND, type LooseGraph, startGraph } from './grow-graph.ts';
import { outputName } from './names.ts';
import { asInputs } from './relay.ts';

/** The two parts of a graph that begins on the host. */
export interface GraphStages {
  /** The nodes on the host and what comes before them; it hands on what the body takes. */
  readonly host: AnyParticle;
  /** The nodes on tensors, under the names that they have in the graph. */
  readonly body: AnyParticle;
}

/**
 * Splits a graph behind its nodes on the host: those, with all that they depend on, are one graph, and
 * the rest another. What crosses is called as the wires of the graph call it, such as `source.mask`.
 *
 * @returns Undefined for what is no graph, for one without nodes on the host, and where an output does
 *   not come from the rest (labels are read out at the end) or an optional input crosses.
 */
export function graphStages(particle: AnyParticle): GraphStages | undefined {
  const { composition, input, kind, name } = particle;
  if (kind !== GRAPH_KIND || composition === undefined) return undefined;
  const leading = leadingNodes(composition);
  const isBehind = ({ node }: Source): boolean => node !== null && !leading.has(node);
  if (leading.size === 0 || !Object.values(composition.outputs).every(isBehind)) return undefined;
  const behind = composition.nodes.filter((node) => !leading.has(node.name));
  const crossing = new Map<string, Source>();
  for (const { inputs } of behind) {
    for (const source of Object.values(inputs)) {
      if (!isBehind(source)) crossing.set(wireOf(source), source);
    }
  }
  const specs = [...crossing].map(([wire, source]): [string, Spec] => [
    wire,
    specOf(source, composition, input),
  ]);
  if (specs.some(([, { optional }]) => optional === true)) return undefined;
  const wired = (names: ReadonlySet<string>, given: Ports): LooseGraph => {
    let graph = startGraph(given, name);
    for (const node of composition.nodes.filter((one) => names.has(one.name))) {
      const wires: Record<string, string> = {};
      for (const [port, source] of Object.entries(node.inputs)) wires[port] = wireOf(source);
      graph = graph.node(node.name, node.particle, wires);
    }
    return graph;
  };
  const names = new Set(behind.map((node) => node.name));
  return {
    host: wired(leading, input).output(
      Object.fromEntries([...crossing.keys()].map((wire) => [wire, wire])),
    ),
    body: wired(names, asInputs(Object.fromEntries(specs), input)).output(
      Object.fromEntries(
        Object.entries(composition.outputs).map(([port, source]) => [port, wireOf(source)]),
      ),
    ),
  };
}

/** The nodes on the host, and those whose outputs they need. */
function leadingNodes({ nodes }: Composition): ReadonlySet<string> {
  const leading = new Set<string | null>();
  for (const { name, particle, inputs } of [...nodes].reverse()) {
    if (!particle.traits.host && !leading.has(name)) continue;
    leading.add(name);
    for (const { node } of Object.values(inputs)) leading.add(node);
  }
  leading.delete(null);
  return leading as ReadonlySet<string>;
}

/** As `graph` reads it. */
function wireOf({ node, port }: Source): string {
  return node === null ? port : outputName(node, port);
}

function specOf({ node, port }: Source, { produced }: Composition, input: Ports): Spec {
  return (node === null ? input[port] : produced[node]?.[port]) as Spec;
}
