import { ParticleError } from '../errors.ts';
import { isSpread, type Dim } from './dim.ts';
import { formatShape } from './format.ts';
import type { DType, Spec, ValueKind } from './spec.ts';

const SYMBOL = /^(?:\.\.\.)?[A-Za-z_][\w./-]*$/;
const DTYPES: readonly DType[] = ['float32', 'int32', 'bool', 'string', 'complex64'];
const VALUES: readonly ValueKind[] = ['bytes', 'text', 'record', 'label', 'boxes'];

/**
 * Checks a spec by itself. It may come from a file, so nothing about its form is taken for granted.
 *
 * @throws ParticleError `contract-invalid`.
 */
export function checkSpec(at: string, spec: Spec): void {
  const given: unknown = spec;
  if (typeof given !== 'object' || given === null) throw invalid(at, 'a port has a spec', given);
  const { value, shape, dtype, range } = given as Readonly<Record<string, unknown>>;
  if (value !== undefined && !VALUES.includes(value as ValueKind)) {
    throw invalid(at, `there is no kind of value '${show(value)}'`, value);
  }
  if (value === undefined && shape === undefined) throw invalid(at, 'a tensor has a shape', given);
  if (shape !== undefined) checkShape(at, shape);
  for (const type of Array.isArray(dtype) ? (dtype as unknown[]) : [dtype ?? 'float32']) {
    if (!DTYPES.includes(type as DType))
      throw invalid(at, `there is no dtype '${show(type)}'`, dtype);
  }
  if (Array.isArray(range) && !isRange(range)) {
    throw invalid(at, 'a range is [lowest, highest]', range);
  }
}

function isRange(range: readonly unknown[]): boolean {
  const [lowest, highest] = range as number[];
  return range.length === 2 && range.every(Number.isFinite) && Number(lowest) <= Number(highest);
}

function checkShape(at: string, shape: unknown): void {
  if (!Array.isArray(shape)) throw invalid(at, 'a shape is a list of sizes', shape);
  const dims = [...(shape as Dim[])];
  for (const dim of dims) {
    if (typeof dim === 'number' && (!Number.isSafeInteger(dim) || dim < 0)) {
      throw invalid(at, 'a size is a non-negative integer', String(dim));
    }
    checkDim(at, dim);
  }
  if (dims.filter(isSpread).length > 1) {
    throw invalid(at, 'a shape holds at most one spread', formatShape(dims));
  }
}

/**
 * Checks a size by itself.
 *
 * @throws ParticleError `contract-invalid`.
 */
export function checkDim(at: string, dim: Dim): void {
  if (dim === null) return;
  if (typeof dim === 'number') {
    if (!Number.isSafeInteger(dim)) throw invalid(at, 'a size is an integer', String(dim));
  } else if (typeof dim === 'string') {
    if (!SYMBOL.test(dim) || dim === '__proto__') {
      throw invalid(at, 'a symbol begins with a letter', `'${dim}'`);
    }
  } else if (Array.isArray(dim)) {
    checkExpression(at, dim);
  } else {
    throw invalid(at, 'a size is a number, a symbol, null or an expression', dim);
  }
}

function checkExpression(at: string, [operator, ...operands]: readonly unknown[]): void {
  const found = (): string => show([operator, ...operands]);
  switch (operator) {
    case 'add':
    case 'mul':
      for (const operand of operands) checkDim(at, operand as Dim);
      return;
    case 'div':
    case 'window': {
      const [size, ...numbers] = operands;
      checkDim(at, size as Dim);
      const isWhole = operator === 'div' ? isQuotient(numbers) : isWindow(numbers);
      if (!isWhole) throw invalid(at, `'${operator}' takes positive integers`, found());
      return;
    }
    default:
      throw invalid(at, `there is no operator '${show(operator)}'`, found());
  }
}

function isQuotient(numbers: readonly unknown[]): boolean {
  return numbers.length === 1 && numbers.every(isPositive);
}

function isWindow([kernel, stride, padding, dilation = 1, ...more]: readonly unknown[]): boolean {
  const isPadding = padding === 'valid' || padding === 'same';
  return isPadding && [kernel, stride, dilation].every(isPositive) && more.length === 0;
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** A refusal of a contract. */
export function invalid(path: string, summary: string, found: unknown): ParticleError {
  return new ParticleError({ code: 'contract-invalid', summary, path, found: show(found) });
}

/** What is there instead, whatever it is, in a few characters. */
function show(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 80);
  try {
    return ((JSON.stringify(value) as string | undefined) ?? typeof value).slice(0, 80);
  } catch {
    return typeof value;
  }
}
