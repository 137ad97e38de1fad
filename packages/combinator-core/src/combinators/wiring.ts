import { tryConnect, type Connection } from '../contract/connect.ts';
import type { Dim } from '../contract/dim.ts';
import { evaluateShape, type Bindings } from '../contract/evaluate.ts';
import { resolveOpen } from '../contract/open-attributes.ts';
import type { Attributes, Supply } from '../contract/promise.ts';
import type { Ports, Spec } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type { CompositionNode, Source } from '../particle.ts';
import { suggestRemedy, type Adapter } from './remedy.ts';

/** What surrounds the nodes of a combination. */
export interface Frame {
  /** Its input ports. What they leave open may be narrowed by what the nodes need. */
  readonly input: Ports;
  /** Name of the composition's own inputs in messages. Default: that of the port. */
  readonly inputName?: string;
  /** Whether messages use the names of the nodes, which the user chose, rather than those of the particles. */
  readonly namedNodes?: boolean;
  /** Particles to suggest where something does not fit, besides those of the core. */
  readonly adapters?: readonly Adapter[];
}

/** A node that has been connected. */
export interface WiredNode extends Connection {
  readonly node: CompositionNode;
}

/**
 * Nodes that have been connected so far. It is never changed: more nodes make another wiring, which
 * shares what it has in common with this one.
 */
export interface Wiring {
  readonly frame: Frame;
  /** The input ports as they are needed by now. */
  readonly inputs: Ports;
  /** How many nodes there are. */
  readonly size: number;
  /** The last node, which leads to those before it. */
  readonly last: Link | undefined;
}

interface Link {
  readonly wired: WiredNode;
  readonly before: Link | undefined;
}

/** A wiring without nodes. */
export function beginWiring(frame: Frame): Wiring {
  return { frame, inputs: frame.input, size: 0, last: undefined };
}

/** The nodes in the order in which they can run. */
export function nodesOf({ last }: Wiring): readonly WiredNode[] {
  const nodes: WiredNode[] = [];
  for (let link = last; link !== undefined; link = link.before) nodes.push(link.wired);
  return nodes.reverse();
}

/** A node by its name. */
export function findNode({ last }: Wiring, name: string): WiredNode | undefined {
  let link = last;
  while (link !== undefined && link.wired.node.name !== name) link = link.before;
  return link?.wired;
}

/**
 * Connects more nodes: the one place where particles are connected. Only the new nodes are looked at,
 * unless a symbol of the inputs turns out to be too general for one of them: then the inputs are
 * narrowed to what the symbol must be, and all starts again.
 *
 * @throws ParticleError as `connect`; with a remedy where an adapter fits in between.
 */
export function extendWiring(wiring: Wiring, added: readonly CompositionNode[]): Wiring {
  const { frame } = wiring;
  const scope = new Set<Dim>(Object.values(frame.input).flatMap(({ shape }) => shape ?? []));
  let grown = wiring;
  for (const node of added) {
    const { particle } = node;
    const supplies: Record<string, Supply> = {};
    for (const [port, source] of Object.entries(node.inputs)) {
      supplies[port] = supplyOf(grown, source, particle.name);
    }
    const connection = tryConnect(particle, supplies, scope);
    if ('error' in connection) {
      const { narrowing, error } = connection;
      if (narrowing === undefined)
        throw suggestRemedy(error, particle, supplies, frame.adapters ?? []);
      const before = nodesOf(wiring).map((wired) => wired.node);
      return extendWiring(beginWiring(narrowed(frame, narrowing)), [...before, ...added]);
    }
    grown = {
      frame,
      inputs: withNeeds(grown.inputs, connection.needs),
      size: grown.size + 1,
      last: { wired: { node, ...connection }, before: grown.last },
    };
  }
  return grown;
}

/** What a source gives, and the name under which messages speak of it. */
export function supplyOf(wiring: Wiring, { node, port }: Source, consumer: string): Supply {
  const { frame, inputs } = wiring;
  const producer = node === null ? undefined : findNode(wiring, node);
  const ports = node === null ? inputs : producer?.output;
  const name = frame.namedNodes === true ? node : producer?.node.particle.name;
  const from = node === null ? (frame.inputName ?? port) : (name ?? node);
  const spec = ports !== undefined && Object.hasOwn(ports, port) ? ports[port] : undefined;
  if (spec === undefined) throw unknownSource(from, port, consumer, Object.keys(ports ?? {}));
  return { from, spec: node === null ? { ...spec, like: port } : resolveOpen(spec, inputs) };
}

function narrowed(frame: Frame, bindings: Bindings): Frame {
  const input = Object.entries(frame.input).map(([port, spec]): [string, Spec] => [
    port,
    spec.shape === undefined ? spec : { ...spec, shape: evaluateShape(spec.shape, bindings) },
  ]);
  return { ...frame, input: Object.fromEntries(input) };
}

function withNeeds(inputs: Ports, needs: Readonly<Record<string, Attributes>>): Ports {
  const needed = Object.entries(needs);
  if (needed.length === 0) return inputs;
  const changed = needed.map(([port, attributes]): [string, Spec] => [
    port,
    { ...(inputs[port] ?? { shape: [] }), ...attributes },
  ]);
  return { ...inputs, ...Object.fromEntries(changed) };
}

function unknownSource(
  from: string,
  port: string,
  consumer: string,
  ports: readonly string[],
): ParticleError {
  return new ParticleError({
    code: 'port-unknown',
    summary: `'${from}' -> '${consumer}': '${from}' has no output port '${port}'`,
    expected: `one of ${ports.join(', ')}`,
  });
}
