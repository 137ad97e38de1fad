import { ParticleError } from '../errors.ts';
import type { Edge } from '../particle.ts';
import type { Dim, Shape } from './dim.ts';
import { equalDims } from './equal-dims.ts';
import { evaluateDim, type Bindings } from './evaluate.ts';
import { formatDim, formatShape, formatSpec, formatSpecInFull } from './format.ts';
import { meet, mismatch } from './meet.ts';
import { openNeeds, resolveOpen } from './open-attributes.ts';
import { promisedOutputs, type Attributes, type Supply } from './promise.ts';
import type { Constraint, Constraints, Contract, Ports, Spec } from './spec.ts';
import type { Mismatch } from './unify.ts';

/** A contract whose inputs have been supplied. */
export interface Connection {
  /** What the symbols of the consumer stand for. */
  readonly bindings: Bindings;
  /** Its outputs, with every size evaluated. */
  readonly output: Ports;
  /** Its conditions that still depend on symbols. */
  readonly where: Constraints;
  /** For each wired port, how sure the connection is. */
  readonly status: Readonly<Record<string, Pick<Edge, 'status' | 'unverified'>>>;
  /** Attributes that an input of the composition must have from now on, by its port. */
  readonly needs: Readonly<Record<string, Attributes>>;
}

/** A connection that does not fit, and what the symbols of the composition would have to be for it to get further. */
export interface Refusal {
  readonly error: ParticleError;
  readonly narrowing: Bindings | undefined;
}

/**
 * Supplies the inputs of a particle: proves each port, binds the symbols, evaluates the outputs. Ports
 * are taken in alphabetical order.
 *
 * A supplied spec that still has `like` is an input of the surrounding composition, or follows one:
 * what it does not state is open, and a need of it becomes a need of that input.
 *
 * @param consumer - Name and contract of the particle.
 * @param supplies - What is wired to its ports. Optional ports may be left out.
 * @throws ParticleError whose `summary` is one line naming both particles, the port, the axis,
 *   needs and got: `kind-mismatch`, `dtype-mismatch`, `rank-mismatch`, `axis-mismatch`,
 *   `layout-mismatch`, `range-mismatch`, `meaning-mismatch`, `dimension-invalid`,
 *   `constraint-violated`, `port-missing`, `port-unknown`.
 */
export function connect(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
): Connection {
  const result = tryConnect(consumer, supplies);
  if ('error' in result) throw result.error;
  return result;
}

/** Like {@link connect}, but gives a mismatch back, so that a composition can narrow its inputs and try again. `scope` holds the symbols of its inputs. */
export function tryConnect(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
  scope: ReadonlySet<Dim> = new Set(),
): Connection | Refusal {
  checkPorts(consumer, supplies);
  const status: Record<string, Pick<Edge, 'status' | 'unverified'>> = {};
  const needs: Record<string, Attributes> = {};
  const settled: Record<string, Supply> = {};
  let bindings: Bindings = {};
  const ports = Object.keys(consumer.input).sort();
  for (const port of ports) {
    const needed = consumer.input[port];
    const supply = supplies[port];
    if (supply === undefined || needed === undefined) continue;
    const known = resolveOpen(supply.spec, needs);
    const open = openNeeds(needed, known);
    const spec = { ...known, ...open.assumed };
    settled[port] = { ...supply, spec };
    for (const [input, attributes] of open.needs) {
      needs[input] = { ...needs[input], ...attributes };
    }
    const met = meet(needed, spec, bindings, scope);
    if (!met.ok)
      return { error: refuse(consumer, port, supply, met, bindings), narrowing: met.narrowing };
    bindings = met.bindings;
    status[port] = {
      status:
        met.unverified.length > 0 ? 'unverified' : isOpen(supply.spec) ? 'symbolic' : 'proved',
      unverified: met.unverified,
    };
  }
  const firstPort = ports.find((port) => Object.hasOwn(supplies, port)) ?? '';
  const firstSupply = supplies[firstPort] ?? { from: '', spec: { shape: [] } };
  const refuseFirst = (problem: Mismatch): ParticleError =>
    refuse(consumer, firstPort, firstSupply, problem, bindings);
  return {
    bindings,
    status,
    needs,
    where: remaining(consumer.where, bindings, refuseFirst),
    output: promisedOutputs(consumer.output, bindings, settled, refuseFirst),
  };
}

function checkPorts(
  consumer: Contract & { readonly name: string },
  supplies: Readonly<Record<string, Supply>>,
): void {
  for (const [port, { from }] of Object.entries(supplies)) {
    if (Object.hasOwn(consumer.input, port)) continue;
    throw new ParticleError({
      code: 'port-unknown',
      summary: `'${from}' -> '${consumer.name}': '${consumer.name}' has no input port '${port}'`,
      expected: `one of ${Object.keys(consumer.input).join(', ')}`,
    });
  }
  for (const [port, spec] of Object.entries(consumer.input)) {
    if (spec.optional === true || Object.hasOwn(supplies, port)) continue;
    throw new ParticleError({
      code: 'port-missing',
      summary: `'${consumer.name}': input port '${port}' is not wired`,
      expected: formatSpec(spec),
    });
  }
}

function remaining(
  where: Constraints,
  bindings: Bindings,
  refuseWith: (problem: Mismatch) => ParticleError,
): Constraints {
  return where.flatMap(([relation, left, right]): Constraint[] => {
    const a = evaluateDim(left, bindings);
    const b = evaluateDim(right, bindings);
    if (a !== null && equalDims(a, b)) return [];
    if (typeof a === 'number' && typeof b === 'number') {
      throw refuseWith(
        mismatch(
          'constraint-violated',
          `needs ${formatDim(left)} = ${formatDim(b)}, got ${formatDim(a)}`,
        ),
      );
    }
    return [[relation, a, b]];
  });
}

/** Whether the call still has something to compute: a size that is an expression over symbols. */
function isOpen(spec: Spec): boolean {
  return (spec.shape ?? []).some((dim: Dim) => typeof dim === 'object' && dim !== null);
}

function refuse(
  consumer: Contract & { readonly name: string },
  port: string,
  supply: Supply,
  { code, problem }: Mismatch,
  bindings: Bindings,
): ParticleError {
  const needed = consumer.input[port] ?? { shape: [] };
  return new ParticleError({
    code,
    summary: `'${supply.from}' -> '${consumer.name}' port '${port}', ${problem} (has ${formatSpec(supply.spec)}; '${consumer.name}' takes ${formatSpec(needed)})`,
    path: consumer.name,
    expected: formatSpecInFull(needed),
    found: formatSpecInFull(supply.spec),
    bindings: Object.fromEntries(
      Object.entries(bindings).map(([symbol, value]) => [
        symbol,
        Array.isArray(value) && symbol.startsWith('...')
          ? formatShape(value as Shape)
          : formatDim(value as Dim),
      ]),
    ),
  });
}
