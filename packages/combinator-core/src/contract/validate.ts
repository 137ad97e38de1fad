import type { ParamSpecs } from '../particle.ts';
import type { Dim, Shape } from './dim.ts';
import { isTensorSpec, type Constraint, type Contract, type Ports, type Spec } from './spec.ts';
import { checkDim, checkSpec, invalid } from './validate-spec.ts';

/** What a particle computes from its sizes besides its outputs. */
export interface SizedParts {
  readonly params: ParamSpecs;
  readonly state: ParamSpecs;
  readonly flops: Dim;
}

/**
 * Checks that a contract can be evaluated: every symbol that an output, weight or condition uses is
 * bound by an input, shapes hold at most one spread, `like` and scaled ranges name input ports. It may
 * come from a file, so nothing about its form is taken for granted.
 *
 * @throws ParticleError `contract-invalid`.
 */
export function validateContract(name: string, contract: Contract, parts: SizedParts): void {
  const bound = new Set<string>();
  for (const [port, spec] of sortedEntries(contract.input)) {
    const at = `${name}.input.${port}`;
    checkSpec(at, spec);
    for (const dim of spec.shape ?? []) {
      if (typeof dim === 'string') bound.add(dim);
      else requireBound(at, dim, bound);
    }
  }
  for (const [port, spec] of Object.entries(contract.output)) {
    const at = `${name}.output.${port}`;
    checkSpec(at, spec);
    requireAllBound(at, spec.shape ?? [], bound);
    checkReferences(at, spec, contract.input);
  }
  for (const [kind, specs] of [
    ['params', parts.params],
    ['state', parts.state],
  ] as const) {
    for (const [key, { shape }] of Object.entries(specs)) {
      requireAllBound(`${name}.${kind}.${key}`, shape, bound);
    }
  }
  for (const condition of contract.where) checkCondition(`${name}.where`, condition, bound);
  requireBound(`${name}.flops`, parts.flops, bound);
}

function sortedEntries(ports: Ports): [string, Spec][] {
  return Object.entries(ports).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkCondition(at: string, condition: Constraint, bound: ReadonlySet<string>): void {
  const [relation, ...sides] = condition as readonly [string, ...Dim[]];
  if (relation !== 'equal' || sides.length !== 2) {
    throw invalid(at, "a condition is ['equal', size, size]", condition);
  }
  for (const side of sides) {
    checkDim(at, side);
    requireBound(at, side, bound);
  }
}

function requireAllBound(at: string, shape: Shape, bound: ReadonlySet<string>): void {
  for (const dim of shape) requireBound(at, dim, bound);
}

function requireBound(at: string, dim: Dim, bound: ReadonlySet<string>): void {
  if (typeof dim === 'string') {
    if (!bound.has(dim)) {
      throw invalid(at, `no input binds the symbol '${dim}'`, `bound: ${[...bound].join(', ')}`);
    }
    return;
  }
  if (typeof dim !== 'object' || dim === null) return;
  const operands = dim[0] === 'add' || dim[0] === 'mul' ? dim.slice(1) : [dim[1]];
  for (const operand of operands) requireBound(at, operand, bound);
}

function checkReferences(at: string, spec: Spec, input: Ports): void {
  if (!isTensorSpec(spec)) return;
  const { like, range } = spec;
  const scaled = range !== undefined && range !== null && 'of' in range ? range.of : undefined;
  for (const port of [like, scaled]) {
    if (port === undefined || Object.hasOwn(input, port)) continue;
    throw invalid(
      at,
      `there is no input port '${port}'`,
      `ports: ${Object.keys(input).join(', ')}`,
    );
  }
}
