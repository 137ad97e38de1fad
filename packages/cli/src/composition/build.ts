import {
  type Adapter,
  type AnyParticle,
  chain,
  type Chain,
  freeze,
  graph,
  isParticleError,
  type JsonObject,
  parallel,
  ParticleError,
  perItem,
  type Ports,
  type Registry,
  rename,
  scan,
} from '@sora-particles/combinator-core';
import { kindParts } from '../metadata/package-field.ts';
import type { CompositionFile, GraphStep, KindStep, Part, Path, Step } from './composition.ts';
import { isList } from './kinds-of.ts';

/** What {@link buildComposition} needs besides the file. */
export interface Builder {
  /** Makes the particles of kinds. */
  readonly registry: Pick<Registry, 'get'>;
  /** Particles to suggest where a step does not fit. */
  readonly adapters: readonly Adapter[];
  /** Says how a suggested call is written in a composition file. */
  readonly hint: (remedy: string) => string;
}

/**
 * Puts the particle together that a composition file describes. Every connection is proved on the way.
 *
 * @throws ParticleError what the factories and connections throw, with `file:line:column` of the step
 *   that does not fit.
 */
export function buildComposition(
  { steps, locate }: Pick<CompositionFile, 'steps' | 'locate'>,
  builder: Builder,
): AnyParticle {
  const at = <T>(path: Path, make: () => T): T => {
    try {
      return make();
    } catch (error) {
      throw located(error, locate(path), builder);
    }
  };

  const ofPart = (part: Part): AnyParticle => (isList(part) ? ofSteps(part) : ofStep(part));

  /** Step by step, so that what does not fit is told where it is. */
  const ofSteps = (list: readonly Step[]): AnyParticle => {
    const [first, ...rest] = list;
    if (first === undefined) return chain([]);
    const { adapters } = builder;
    return rest.reduce<AnyParticle>(
      (before, step) => {
        const next = ofStep(step);
        return at(step.at, () => grow(before, next));
      },
      at(first.at, () => chain([ofStep(first)], { adapters })),
    );
  };

  const ofStep = (step: Step): AnyParticle => {
    const { name } = step;
    const named = name === undefined ? {} : { name };
    switch (step.type) {
      case 'kind':
        return ofKind(step);
      case 'steps': {
        const inner = ofSteps(step.steps);
        return name === undefined ? inner : at(step.at, () => rename(name, inner));
      }
      case 'branch':
      case 'parallel': {
        const parts = Object.fromEntries(
          Object.entries(step.parts).map(([key, part]) => [key, ofPart(part)]),
        );
        const kind = `combinator-core/${step.type}@1`;
        return at(step.at, () =>
          step.type === 'parallel'
            ? parallel(parts, named)
            : combine(kind, { names: Object.keys(parts).sort() }, sorted(parts), name ?? 'branch'),
        );
      }
      case 'residual': {
        const parts = [ofPart(step.part), ...(step.shortcut ? [ofPart(step.shortcut)] : [])];
        return at(step.at, () =>
          combine('combinator-core/residual@1', {}, parts, name ?? 'residual'),
        );
      }
      case 'repeat': {
        const { times } = step;
        const inner = ofPart(step.part);
        return at(step.at, () =>
          combine('combinator-core/repeat@1', { times }, [inner], name ?? 'repeat'),
        );
      }
      case 'freeze': {
        const inner = freeze(ofPart(step.part));
        return name === undefined ? inner : at(step.at, () => rename(name, inner));
      }
      case 'perItem': {
        const inner = ofPart(step.part);
        return at(step.at, () => perItem(inner, named));
      }
      case 'scan': {
        const inner = ofPart(step.part);
        return at(step.at, () => scan(inner, { reverse: step.reverse, ...named }));
      }
      case 'graph':
        return ofGraph(step);
    }
  };

  /** The registry's own way to make combinations: the typed factories want types that a file has not. */
  const combine = (
    kind: string,
    config: JsonObject,
    children: readonly AnyParticle[],
    name: string,
  ): AnyParticle => builder.registry.get(kind).create(config, children, name);

  const ofKind = ({ kind, options, parts, name, at: path }: KindStep): AnyParticle => {
    const children = parts.map(ofPart);
    return at(path, () => {
      const entry = builder.registry.get(kind);
      const made = entry.create(options, children, name ?? kindParts(kind)?.name ?? kind);
      if (made.kind === kind) return made;
      throw new ParticleError({
        code: 'manifest-invalid',
        summary: `what is registered as '${kind}' makes '${made.kind}'`,
      });
    });
  };

  /** Node by node, for the same reason. */
  const ofGraph = ({ inputs, nodes, outputs, name, at: path }: GraphStep): AnyParticle => {
    const start: LooseGraph = at(path, () => graph(inputs, name === undefined ? {} : { name }));
    const wired = nodes.reduce((before, node) => {
      const particle = ofPart(node.part);
      return at(node.at, () => before.node(node.name, particle, node.inputs));
    }, start);
    return at([...path, 'graph', 'outputs'], () => wired.output(outputs));
  };

  return ofSteps(steps);
}

/** A graph whose types are not known here. */
interface LooseGraph {
  node(name: string, particle: AnyParticle, wires: Readonly<Record<string, string>>): LooseGraph;
  output(ports: Readonly<Record<string, string>>): AnyParticle;
}

/** A chain with one more step, whose types are not known here. */
function grow(before: AnyParticle, next: AnyParticle): AnyParticle {
  return (before as Chain<string, Ports, Ports>).to(next as never);
}

function sorted(parts: Readonly<Record<string, AnyParticle>>): readonly AnyParticle[] {
  return Object.keys(parts)
    .sort()
    .map((name) => parts[name] as AnyParticle);
}

/** The error of a step, with the place of the step. What has a place already keeps it: it is further in. */
function located(error: unknown, place: string, { hint }: Builder): unknown {
  if (!isParticleError(error)) {
    // A factory of a third party may throw anything at options that it does not understand.
    return new ParticleError({
      code: 'option-invalid',
      summary: `the particle cannot be made: ${error instanceof Error ? error.message : String(error)}`,
      path: place,
      cause: error,
    });
  }
  if (error.cause !== undefined && isPlace(error.path)) return error;
  const { code, summary, expected, found, bindings, remedy } = error;
  return new ParticleError({
    ...{ code, summary, expected, found, bindings },
    path: place,
    remedy: remedy === undefined ? undefined : hint(remedy),
    cause: error,
  });
}

function isPlace(path: string | undefined): boolean {
  return path !== undefined && /:\d+:\d+$/.test(path);
}
