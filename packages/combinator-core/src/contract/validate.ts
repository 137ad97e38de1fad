import { ParticleError } from '../errors.ts';
import type { ParamSpecs } from '../particle.ts';
import { isSpread, type Dim, type Shape } from './dim.ts';
import { formatDim, formatShape } from './format.ts';
import { isTensorSpec, type Contract, type Ports, type Spec } from './spec.ts';

/** What a particle computes from its sizes besides its outputs. */
export interface SizedParts {
  readonly params: ParamSpecs;
  readonly state: ParamSpecs;
  readonly flops: Dim;
}

/**
 * Checks that a contract can be evaluated: every symbol that an output, weight or condition uses is
 * bound by an input, shapes hold at most one spread, `like` and scaled ranges name input ports.
 *
 * @throws {@link ParticleError} `contract-invalid`.
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
  for (const [, left, right] of contract.where)
    requireAllBound(`${name}.where`, [left, right], bound);
  requireBound(`${name}.flops`, parts.flops, bound);
}

function sortedEntries(ports: Ports): [string, Spec][] {
  return Object.entries(ports).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkSpec(at: string, spec: Spec): void {
  const shape = spec.shape ?? [];
  if (shape.filter(isSpread).length > 1) {
    throw invalid(at, 'a shape holds at most one spread', formatShape(shape));
  }
  for (const dim of shape) checkDim(at, dim);
}

function checkDim(at: string, dim: Dim): void {
  if (dim === null) return;
  if (typeof dim === 'number') {
    if (Number.isSafeInteger(dim)) return;
    throw invalid(at, 'a size is an integer', String(dim));
  }
  if (typeof dim === 'string') {
    if (/^(\.\.\.)?[A-Za-z_][\w./-]*$/.test(dim)) return;
    throw invalid(at, 'a symbol begins with a letter', `'${dim}'`);
  }
  const [operator, ...operands] = dim;
  if (operator === 'add' || operator === 'mul') {
    for (const operand of operands) checkDim(at, operand);
    return;
  }
  checkDim(at, dim[1]);
  const numbers = dim.slice(2).filter((part) => part !== 'valid' && part !== 'same');
  if (!numbers.every((part) => Number.isSafeInteger(part) && (part as number) > 0)) {
    throw invalid(at, `'${operator}' takes positive integers`, formatDim(dim));
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

function invalid(path: string, summary: string, found: string): ParticleError {
  return new ParticleError({ code: 'contract-invalid', summary, path, found });
}
