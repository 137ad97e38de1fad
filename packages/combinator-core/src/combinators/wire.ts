import type { Dim } from '../contract/dim.ts';
import { evaluateDim, evaluateShape } from '../contract/evaluate.ts';
import type { Constraint, Ports } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type {
  Composition,
  CompositionNode,
  Edge,
  ParamSpec,
  ParamSpecs,
  Source,
  Traits,
} from '../particle.ts';
import { duplicateName, joinPath } from './names.ts';
import {
  beginWiring,
  extendWiring,
  nodesOf,
  supplyOf,
  type Frame,
  type WiredNode,
  type Wiring,
} from './wiring.ts';

/** What a combination consists of, before it has been checked. */
export interface Plan extends Frame {
  readonly nodes: readonly CompositionNode[];
  readonly outputs: Readonly<Record<string, Source>>;
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
 * Checks a combination node by node and derives its contract. Chains, branches, graphs and all others
 * are plans for it.
 *
 * @throws ParticleError as `connect`; with a remedy where an adapter fits in between.
 */
export function wire(plan: Plan): Wired {
  return finishWiring(extendWiring(beginWiring(plan), plan.nodes), plan.outputs);
}

/** What the outputs of a combination are. */
export function outputsOf(wiring: Wiring, outputs: Readonly<Record<string, Source>>): Ports {
  return Object.fromEntries(
    Object.entries(outputs).map(([port, source]) => {
      const { optional: _optional, ...spec } = supplyOf(wiring, source, 'output').spec;
      return [port, spec];
    }),
  );
}

/** Everything that follows from connections. */
export function finishWiring(wiring: Wiring, outputs: Readonly<Record<string, Source>>): Wired {
  const wired = nodesOf(wiring);
  const byName = <T>(valueOf: (node: WiredNode) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(wired.map((one) => [one.node.name, valueOf(one)]));
  const flops = wired.map(({ node, bindings }) => evaluateDim(node.particle.flops, bindings));
  return {
    input: wiring.inputs,
    output: outputsOf(wiring, outputs),
    where: wired.flatMap(({ where }) => where),
    params: collect(wired, 'params'),
    state: collect(wired, 'state'),
    flops: evaluateDim(['add', ...flops], {}),
    traits: traitsOf(wired),
    composition: {
      nodes: wired.map(({ node }) => node),
      outputs,
      edges: wired.flatMap(edgesOf),
      bindings: byName(({ bindings }) => bindings),
      produced: byName(({ output }) => output),
    },
  };
}

function edgesOf({ node, status }: WiredNode): readonly Edge[] {
  return Object.entries(node.inputs).flatMap(([port, from]) => {
    const sure = status[port];
    return sure === undefined ? [] : [{ from, to: { node: node.name, port }, ...sure }];
  });
}

/** More weights than any model has parts: a description that unfolds to more is refused, not computed. */
const MAX_WEIGHTS = 100_000;

function collect(wired: readonly WiredNode[], kind: 'params' | 'state'): ParamSpecs {
  const specs: Record<string, ParamSpec> = {};
  let count = 0;
  for (const { node, bindings } of wired) {
    const own = Object.entries(node.particle[kind]);
    count += own.length;
    if (count > MAX_WEIGHTS) throw tooManyWeights(node.name);
    for (const [key, spec] of own) {
      const path = joinPath(node.name, key);
      if (Object.hasOwn(specs, path)) throw duplicateName(path);
      specs[path] = { ...spec, shape: evaluateShape(spec.shape, bindings) };
    }
  }
  return specs;
}

function traitsOf(wired: readonly WiredNode[]): Traits {
  const every = (trait: keyof Traits): boolean =>
    wired.every(({ node }) => node.particle.traits[trait]);
  const some = (trait: keyof Traits): boolean =>
    wired.some(({ node }) => node.particle.traits[trait]);
  return {
    deterministic: every('deterministic'),
    batchable: every('batchable'),
    differentiable: every('differentiable'),
    needsSeed: some('needsSeed'),
    host: some('host'),
  };
}

function tooManyWeights(path: string): ParticleError {
  return new ParticleError({
    code: 'contract-invalid',
    summary: `a composition has at most ${String(MAX_WEIGHTS)} weights`,
    path,
  });
}
