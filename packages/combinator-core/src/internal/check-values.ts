import { connect, type Connection } from '../contract/connect.ts';
import type { Supply } from '../contract/promise.ts';
import { formatShape, formatSpec } from '../contract/format.ts';
import { isTensorSpec, type Spec, type ValueSpec } from '../contract/spec.ts';
import { unify } from '../contract/unify.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, Value } from '../particle.ts';
import { isTensor } from './tensor-tree.ts';

/** Values by port. */
export type Values = Readonly<Record<string, Value>>;

/**
 * Checks values against the inputs of a particle: ports, kinds, dtypes, ranks and sizes, the conditions
 * included. What the values mean is taken on trust.
 *
 * @param producerOf - Names what a value comes from, for messages. Default `'input'`.
 * @returns What the symbols stand for in this call, and what the outputs will be.
 * @throws ParticleError as `connect`, or `value-invalid`.
 */
export function connectValues(
  particle: AnyParticle,
  values: Values,
  producerOf: (port: string) => string = () => 'input',
): Connection {
  const supplies: [string, Supply][] = [];
  for (const [port, value] of Object.entries(values)) {
    const needed = particle.input[port];
    // A port that does not exist is refused by `connect`, whatever came for it.
    const spec = needed === undefined ? { shape: [] } : specOf(port, needed, value);
    supplies.push([port, { from: producerOf(port), spec }]);
  }
  return connect(particle, Object.fromEntries(supplies));
}

/** What a value is; attributes that cannot be seen in it are those that are needed. */
function specOf(port: string, needed: Spec, value: Value): Spec {
  if (isTensor(value)) {
    const attributes = isTensorSpec(needed) ? needed : {};
    return { ...attributes, shape: value.shape, dtype: value.dtype };
  }
  if (isTensorSpec(needed)) {
    throw notOfKind(port, needed, describe(value));
  }
  const isList = (needed.shape ?? []).length > 0;
  const items: readonly unknown[] = isList && Array.isArray(value) ? value : [value];
  const wrong = items.findIndex((item) => !isValueOf(needed.value, item));
  if (wrong !== -1 || (isList && !Array.isArray(value))) {
    throw notOfKind(
      isList && Array.isArray(value) ? `${port}[${String(wrong)}]` : port,
      needed,
      describe(items[Math.max(0, wrong)]),
    );
  }
  return { ...needed, shape: isList ? [items.length] : [] };
}

/** Whether something is one value of a kind, as far as can be told without looking deep into it. */
export function isValueOf(kind: ValueSpec['value'], value: unknown): boolean {
  switch (kind) {
    case 'bytes':
      return value instanceof Uint8Array;
    case 'text':
      return typeof value === 'string';
    case 'boxes':
      return Array.isArray(value);
    case 'record':
      return isRecord(value);
    case 'label':
      return isRecord(value) && 'label' in value && 'score' in value;
  }
}

function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !isTensor(value)
  );
}

function notOfKind(path: string, needed: Spec, found: string): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `the value must be ${isTensorSpec(needed) ? 'a tensor or an array of numbers' : (needed.shape ?? []).length > 0 ? `a list of ${needed.value}` : needed.value}`,
    path,
    expected: formatSpec(needed),
    found,
  });
}

/** A value in a few words. */
function describe(value: unknown): string {
  if (isTensor(value)) return `${formatShape(value.shape)} ${value.dtype}`;
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * Checks what a particle has given against what it promised for this call.
 *
 * @throws ParticleError `output-invalid`.
 */
export function checkOutputs(
  particle: AnyParticle,
  promised: Connection['output'],
  outputs: Values,
): void {
  for (const [port, spec] of Object.entries(promised)) {
    const value = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    const path = `${particle.name}.${port}`;
    const refuse = (summary: string): ParticleError =>
      new ParticleError({
        code: 'output-invalid',
        summary,
        path,
        expected: formatSpec(spec),
        found: describe(value),
        remedy: `the contract of '${particle.kind}' and its run() disagree; report it to its author`,
      });
    if (value === undefined) throw refuse('the particle gave no such output');
    if (isTensorSpec(spec)) {
      if (!isTensor(value)) throw refuse('the output is not a tensor');
      const met = unify(spec.shape, value.shape);
      if (!met.ok) throw refuse(`the output has another shape than promised: ${met.problem}`);
      const { dtype } = spec;
      if (typeof dtype === 'string' && dtype !== value.dtype) {
        throw refuse(`the output has another dtype than promised: ${value.dtype}`);
      }
    } else if (isTensor(value)) {
      throw refuse(`the output is not ${spec.value}`);
    }
  }
}
