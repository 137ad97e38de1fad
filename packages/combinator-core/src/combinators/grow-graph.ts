import type { Ports } from '../contract/spec.ts';
import { validateContract } from '../contract/validate.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, type OptionCheck } from '../options.ts';
import type { AnyParticle, CompositionNode, JsonObject, Source } from '../particle.ts';
import { assertParticle } from './assert-particle.ts';
import { composeWiring } from './compose-plan.ts';
import { checkNodeName } from './names.ts';
import { sources } from './pass-through.ts';
import { beginWiring, extendWiring, findNode, nodesOf, type Wiring } from './wiring.ts';

/** The kind of graphs. */
export const GRAPH_KIND = 'combinator-core/graph@1';

type Wires = Readonly<Record<string, string>>;

/** A graph that is being wired, without the types of its ports. */
export interface LooseGraph {
  /** Adds a node. */
  node(name: string, particle: unknown, wires: Wires): LooseGraph;
  /** Ends the wiring. */
  output(ports: Wires): AnyParticle;
}

/** A graph without nodes. */
export function startGraph(input: Ports, name: string): LooseGraph {
  checkOptions<{ input: Ports }>('graph', { input }, { input: isRecord });
  const contract = { input, output: {}, where: [] };
  validateContract(name, contract, { params: {}, state: {}, flops: 0 });
  return grow(beginWiring({ input, namedNodes: true }), name);
}

function grow(wiring: Wiring, graphName: string): LooseGraph {
  return Object.freeze({
    node(name: string, particle: unknown, wires: Wires) {
      checkNodeName(name, graphName);
      checkFree(wiring, name);
      const node: CompositionNode = {
        name,
        particle: assertParticle(particle, 'node'),
        inputs: sources(wires, (port) => find(wiring, wires[port] ?? '', name)),
      };
      return grow(extendWiring(wiring, [node]), graphName);
    },
    output(ports: Wires) {
      const outputs = sources(ports, (port) => find(wiring, ports[port] ?? '', 'output'));
      const children = nodesOf(wiring).map(({ node }) => node.particle);
      const config = configOf(wiring, ports);
      return composeWiring(
        { kind: GRAPH_KIND, name: graphName, config, children },
        wiring,
        outputs,
      );
    },
  });
}

function checkFree(wiring: Wiring, name: string): void {
  const isInput = Object.keys(wiring.inputs).some(
    (port) => port === name || port.startsWith(`${name}.`),
  );
  if (!isInput && findNode(wiring, name) === undefined) return;
  throw new ParticleError({
    code: 'name-duplicate',
    summary: `a graph has one input or node for each name; '${name}' is taken`,
  });
}

/** What a source such as `x`, `node` or `node.port` names. */
function find(wiring: Wiring, source: string, consumer: string): Source {
  const { inputs } = wiring;
  if (Object.hasOwn(inputs, source)) return { node: null, port: source };
  const dot = source.indexOf('.');
  const node = dot === -1 ? source : source.slice(0, dot);
  const port = dot === -1 ? 'y' : source.slice(dot + 1);
  const output = findNode(wiring, node)?.output;
  if (output !== undefined && Object.hasOwn(output, port)) return { node, port };
  throw new ParticleError({
    code: 'port-unknown',
    summary: `'${consumer}': there is no node or input '${source}'`,
    expected: `one of ${[...Object.keys(inputs), ...nodesOf(wiring).map((wired) => wired.node.name)].join(', ')}`,
  });
}

function configOf(wiring: Wiring, output: Wires): JsonObject {
  return {
    input: wiring.inputs as unknown as JsonObject,
    nodes: nodesOf(wiring).map(({ node }) => ({
      name: node.name,
      wires: Object.fromEntries(
        Object.entries(node.inputs).map(([port, source]) => [
          port,
          source.node === null ? source.port : `${source.node}.${source.port}`,
        ]),
      ),
    })),
    output,
  };
}

/** What the configuration of a graph holds. */
interface GraphConfig {
  readonly input: Ports;
  readonly nodes: readonly { readonly name: string; readonly wires: Wires }[];
  readonly output: Wires;
}

const isRecord: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object';

const isWires: OptionCheck = (value) =>
  isRecord(value) ??
  Object.values(value as object)
    .map(is.string)
    .find(Boolean);

const isNodes =
  (count: number): OptionCheck =>
  (value) =>
    Array.isArray(value) &&
    value.length === count &&
    value.every(
      (node: unknown) =>
        isRecord(node) === undefined && isWires((node as { wires?: unknown }).wires) === undefined,
    )
      ? undefined
      : `a list of ${String(count)} nodes, each { name, wires }`;

/** The configuration of a graph, which may come from a file. */
export function readGraphConfig(config: JsonObject, count: number): GraphConfig {
  const given = config as unknown as GraphConfig;
  checkOptions<GraphConfig>('graph', given, {
    input: isRecord,
    nodes: isNodes(count),
    output: isWires,
  });
  return given;
}
