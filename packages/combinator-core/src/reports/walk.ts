import { evaluateShape, evaluateDim, type Bindings } from '../contract/evaluate.ts';
import type { Dim, Shape } from '../contract/dim.ts';
import type { Ports, Spec } from '../contract/spec.ts';
import { joinPath } from '../combinators/names.ts';
import type { AnyParticle, CompositionNode } from '../particle.ts';

/** One particle within a composition, with what its symbols stand for there. */
export interface Visit {
  /** Path in the whole; empty for the whole itself. */
  readonly path: string;
  readonly particle: AnyParticle;
  readonly bindings: Bindings;
  /** The outputs, evaluated. */
  readonly output: Ports;
  /** How many compositions are around. */
  readonly depth: number;
  /** Whether its parts are visited too. */
  readonly hasParts: boolean;
}

/**
 * Visits a particle and, in the order in which they run, all parts of its composition.
 *
 * @param bindings - What the symbols of the particle's inputs stand for; others stay symbolic.
 */
export function* walk(particle: AnyParticle, bindings: Bindings = {}): Generator<Visit> {
  const output = evaluatePorts(particle.output, bindings);
  yield* visit({ path: '', particle, bindings, output, depth: 0 });
}

function* visit(at: Omit<Visit, 'hasParts'>): Generator<Visit> {
  const { particle, bindings, path, depth } = at;
  const { composition } = particle;
  yield { ...at, hasParts: composition !== undefined };
  for (const node of composition?.nodes ?? []) {
    yield* visit({
      path: joinPath(path, node.name),
      particle: node.particle,
      bindings: nodeBindings(particle, node, bindings),
      output: evaluatePorts(composition?.produced[node.name] ?? {}, bindings),
      depth: depth + 1,
    });
  }
}

/** What to call a node: a part without a name in paths goes by that of its particle. */
export function labelOf({ name, particle }: CompositionNode): string {
  return name === '' ? particle.name : name;
}

/** What the symbols of a node stand for, given those of the composition. */
export function nodeBindings(
  particle: AnyParticle,
  node: CompositionNode,
  bindings: Bindings,
): Bindings {
  const own = particle.composition?.bindings[node.name] ?? {};
  return Object.fromEntries(
    Object.entries(own).map(([symbol, value]): [string, Dim | Shape] => [
      symbol,
      symbol.startsWith('...')
        ? evaluateShape(value as Shape, bindings)
        : evaluateDim(value as Dim, bindings),
    ]),
  );
}

/** Ports with every size evaluated. */
export function evaluatePorts(ports: Ports, bindings: Bindings): Ports {
  return Object.fromEntries(
    Object.entries(ports).map(([port, spec]): [string, Spec] => [
      port,
      spec.shape === undefined ? spec : { ...spec, shape: evaluateShape(spec.shape, bindings) },
    ]),
  );
}
