import { tryConnect } from '../contract/connect.ts';
import type { Attributes, Supply } from '../contract/promise.ts';
import type { Dim } from '../contract/dim.ts';
import { evaluateDim, evaluateShape, type Bindings } from '../contract/evaluate.ts';
import { isTensorSpec, type Constraint, type Ports, type Spec } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type {
  AnyParticle,
  Composition,
  CompositionNode,
  Edge,
  ParamSpec,
  ParamSpecs,
  Source,
  Traits,
} from '../particle.ts';
import { suggestRemedy, type Adapter } from './remedy.ts';

/** What a combination consists of, before it has been checked. */
export interface Plan {
  /** Its input ports. What they leave open may be narrowed by what the nodes need. */
  readonly input: Ports;
  readonly nodes: readonly CompositionNode[];
  readonly outputs: Readonly<Record<string, Source>>;
  /** Name of the composition's own inputs in messages. Default: that of the port. */
  readonly inputName?: string;
  /** Whether messages use the names of the nodes, which the user chose, rather than those of the particles. */
  readonly namedNodes?: boolean;
  /** Particles to suggest where something does not fit, besides those of the core. */
  readonly adapters?: readonly Adapter[];
}

/** A checked combination: everything that makes it a particle, but kind, name, config and run. */
export interface Wired {
  readonly input: Ports;
  readonly output: Ports;
  readonly where: readonly Constraint[];
  readonly params: ParamSpecs;
  readonly state: ParamSpecs;
  readonly flops: Dim;
  readonly traits: Traits;
  readonly composition: Composition;
}

/**
 * Checks a combination node by node and derives its contract: the one place where particles are
 * connected. Chains, branches, graphs and all others are plans for it.
 *
 * @throws {@link ParticleError} as `connect`; with a remedy where an adapter fits in between.
 */
export function wire(plan: Plan): Wired {
  const result = wireOnce(plan);
  if (!('narrowing' in result)) return result;
  const input = Object.fromEntries(
    Object.entries(plan.input).map(([port, spec]) => [port, substitute(spec, result.narrowing)]),
  );
  return wire({ ...plan, input });
}

function substitute(spec: Spec, bindings: Bindings): Spec {
  return spec.shape === undefined ? spec : { ...spec, shape: evaluateShape(spec.shape, bindings) };
}

/**
 * Goes through the nodes once. Where a symbol of the inputs turns out to be too general for a node, it
 * gives what that symbol must be instead; the inputs are narrowed to it and all starts again.
 */
function wireOnce(plan: Plan): Wired | { readonly narrowing: Bindings } {
  const inputs: Record<string, Spec> = { ...plan.input };
  const produced = new Map<string, Ports>();
  const edges: Edge[] = [];
  const where: Constraint[] = [];
  const bindings: Record<string, Bindings> = {};
  const flops: Dim[] = [];
  const scope = new Set(Object.values(plan.input).flatMap(({ shape }) => shape ?? []));

  const lookUp = ({ node, port }: Source, consumer: string): Supply => {
    const ports = node === null ? inputs : produced.get(node);
    const spec = ports?.[port];
    const from = node === null ? (plan.inputName ?? port) : nameOf(plan, node);
    if (spec === undefined) throw unknownSource(from, port, consumer, Object.keys(ports ?? {}));
    return { from, spec: node === null ? { ...spec, like: port } : resolve(spec, inputs) };
  };

  for (const { name, particle, inputs: sources } of plan.nodes) {
    const supplies = Object.fromEntries(
      Object.entries(sources).map(([port, source]) => [port, lookUp(source, particle.name)]),
    );
    const connection = tryConnect(particle, supplies, scope);
    if ('error' in connection) {
      const { narrowing } = connection;
      if (narrowing !== undefined) return { narrowing };
      throw suggestRemedy(connection.error, particle, supplies, plan.adapters ?? []);
    }
    for (const [port, attributes] of Object.entries(connection.needs)) {
      inputs[port] = narrowed(inputs[port], attributes);
    }
    for (const [port, from] of Object.entries(sources)) {
      const status = connection.status[port];
      if (status !== undefined) edges.push({ from, to: { node: name, port }, ...status });
    }
    produced.set(name, connection.output);
    where.push(...connection.where);
    bindings[name] = connection.bindings;
    flops.push(evaluateDim(particle.flops, connection.bindings));
  }
  const output = Object.fromEntries(
    Object.entries(plan.outputs).map(([port, source]) => [port, lookUp(source, 'output').spec]),
  );
  return {
    input: inputs,
    output,
    where,
    params: collect(plan.nodes, bindings, 'params'),
    state: collect(plan.nodes, bindings, 'state'),
    flops: evaluateDim(['add', ...flops], {}),
    traits: traitsOf(plan.nodes),
    composition: {
      nodes: plan.nodes,
      outputs: plan.outputs,
      edges,
      bindings,
      produced: Object.fromEntries(produced),
    },
  };
}

/** Messages use a particle's own name, as the compiler does, rather than its numbered one. */
function nameOf(plan: Plan, node: string): string {
  if (plan.namedNodes === true) return node;
  return plan.nodes.find(({ name }) => name === node)?.particle.name ?? node;
}

/** A spec with the attributes that it has `like` an input of the composition, as far as known. */
function resolve(spec: Spec, inputs: Ports): Spec {
  if (!isTensorSpec(spec) || spec.like === undefined) return spec;
  const model = inputs[spec.like];
  if (model === undefined || !isTensorSpec(model)) return spec;
  const { shape: _shape, optional: _optional, ...attributes } = model;
  return { ...attributes, ...spec };
}

function narrowed(spec: Spec | undefined, attributes: Attributes): Spec {
  return { ...(spec ?? { shape: [] }), ...attributes };
}

function collect(
  nodes: readonly CompositionNode[],
  bindings: Readonly<Record<string, Bindings>>,
  kind: 'params' | 'state',
): ParamSpecs {
  const specs: [string, ParamSpec][] = nodes.flatMap(({ name, particle }) =>
    Object.entries(particle[kind]).map(([key, spec]): [string, ParamSpec] => [
      joinPath(name, key),
      { ...spec, shape: evaluateShape(spec.shape, bindings[name] ?? {}) },
    ]),
  );
  const twice = specs.find(([path], i) => specs.findIndex(([other]) => other === path) !== i);
  if (twice !== undefined) throw duplicate(twice[0]);
  return Object.fromEntries(specs);
}

/** `a/b`; an empty name adds no segment. */
export function joinPath(...names: readonly string[]): string {
  return names.filter((name) => name !== '').join('/');
}

function traitsOf(nodes: readonly CompositionNode[]): Traits {
  const every = (trait: keyof Traits): boolean =>
    nodes.every(({ particle }) => particle.traits[trait]);
  const some = (trait: keyof Traits): boolean =>
    nodes.some(({ particle }) => particle.traits[trait]);
  return {
    deterministic: every('deterministic'),
    batchable: every('batchable'),
    differentiable: every('differentiable'),
    needsSeed: some('needsSeed'),
    host: some('host'),
  };
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

/** Gives each particle a name of its own: the second `dense` becomes `dense_1`, as in Keras. */
export function uniqueNames(particles: readonly AnyParticle[]): readonly string[] {
  const taken = new Set<string>();
  const explicit = new Set(particles.filter(isNamed).map(({ name }) => name));
  return particles.map((particle) => {
    if (isNamed(particle)) {
      if (taken.has(particle.name)) throw duplicate(particle.name);
      taken.add(particle.name);
      return particle.name;
    }
    let name = particle.name;
    for (let i = 1; taken.has(name) || explicit.has(name); i++)
      name = `${particle.name}_${String(i)}`;
    taken.add(name);
    return name;
  });
}

/** Whether the user chose the name, rather than the kind. */
function isNamed(particle: AnyParticle): boolean {
  const [child] = particle.children;
  const isFrozen = particle.kind === 'combinator-core/freeze@1' && child !== undefined;
  return isFrozen ? isNamed(child) : particle.name !== defaultName(particle.kind);
}

/** The name that a kind gives by default: `conv2d` for `conv-recognizer/conv2d@1`. */
function defaultName(kind: string): string {
  return kind.slice(kind.lastIndexOf('/') + 1, kind.lastIndexOf('@'));
}

function duplicate(name: string): ParticleError {
  return new ParticleError({
    code: 'name-duplicate',
    summary: `two particles in one composition are named '${name}'`,
    remedy: `give one of them another name, e.g. { name: '${name}2' }`,
  });
}
