import {
  formatSpec,
  isParticleError,
  isTensorSpec,
  unify,
  type AnyParticle,
  type Spec,
} from '@sora-particles/combinator-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import type { Snapshot } from '../internal/snapshot.ts';
import { batchSymbol } from './batch.ts';
import { broken, oneLine, type Rule } from './rule.ts';

/** Ports, shapes and element types come out as the contract says, for all inputs that it accepts. */
export const contractRule: Rule = {
  name: 'contract',
  title: 'gives what its contract promises',
  async check(subject) {
    const { particle, example, seeds } = subject;
    const check = (given: Case): Promise<void> => checkRuns(particle, given);
    await forEachCase(subject, { count: 2 * seeds.length }, check);
    for (const end of ['low', 'high'] as const) {
      if (hasRange(particle)) await forEachCase(subject, { count: 1, end }, check);
    }
    const batch = batchSymbol(particle);
    if (batch === undefined || example.inputs !== undefined) return;
    if (Object.hasOwn(example.bindings ?? {}, batch)) return;
    for (const size of [0, 1]) {
      const sizes = { [batch]: batch.startsWith('...') ? [size] : size };
      await forEachCase(subject, { count: 1, sizes }, check).catch((error: unknown) => {
        // As predict() refuses them.
        const { cause } = error as { readonly cause?: unknown };
        if (size > 0 || !isParticleError(cause, 'data-empty')) throw error;
      });
    }
  },
};

async function checkRuns(particle: AnyParticle, given: Case): Promise<void> {
  for (const training of [false, true]) {
    const { outputs } = await runOnce(particle, given, { training, seed: given.seed }).catch(
      (cause: unknown) => {
        throw broken(particle, {
          summary: 'run() fails on an input that the contract accepts',
          expected: describeInputs(particle, given.promised.bindings),
          found: oneLine(cause),
          remedy: 'state in the contract what run() needs',
          cause,
        });
      },
    );
    checkPorts(particle, outputs);
    for (const [port, spec] of Object.entries(given.promised.output)) {
      checkOutput(particle, port, spec, outputs[port]);
    }
  }
}

function hasRange({ input }: AnyParticle): boolean {
  return Object.values(input).some((spec) => isTensorSpec(spec) && Array.isArray(spec.range));
}

function describeInputs({ input }: AnyParticle, bindings: object): string {
  const ports = Object.entries(input).map(([port, spec]) => `${port}: ${formatSpec(spec)}`);
  return `outputs for ${ports.join(', ')} with ${JSON.stringify(bindings)}`;
}

function checkPorts(particle: AnyParticle, outputs: Snapshot): void {
  const [expected, found] = [particle.output, outputs].map((ports) =>
    Object.keys(ports).sort().join(', '),
  );
  if (expected === found) return;
  throw broken(particle, { summary: 'run() gives other ports than promised', expected, found });
}

function checkOutput(particle: AnyParticle, port: string, spec: Spec, value: unknown): void {
  const refuse = (found: string): never => {
    throw broken(particle, {
      summary: `output '${port}' is not what the contract promises`,
      expected: formatSpec(spec),
      found,
    });
  };
  if (!isTensorSpec(spec)) {
    const isList = (spec.shape ?? []).length > 0;
    if (isList && !Array.isArray(value)) refuse('one value');
    const items: readonly unknown[] = isList ? (value as readonly unknown[]) : [value];
    const size = spec.shape?.[0];
    if (typeof size === 'number' && isList && items.length !== size) {
      refuse(`a list of ${items.length}`);
    }
    const odd = items.find((item) => !isOfKind(spec.value, item));
    if (odd !== undefined) refuse(typeof odd);
    return;
  }
  if (typeof value !== 'object' || value === null || !('dtype' in value))
    return refuse('no tensor');
  const { shape, dtype } = value as { readonly shape: readonly number[]; readonly dtype: string };
  const met = unify(spec.shape, shape);
  if (!met.ok) refuse(`[${shape.join(', ')}]: ${met.problem}`);
  if (typeof spec.dtype === 'string' && spec.dtype !== dtype) refuse(dtype);
}

function isOfKind(kind: string, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'bytes') return value instanceof Uint8Array;
  if (kind === 'boxes') return Array.isArray(value);
  if (typeof value !== 'object' || value === null) return false;
  return kind !== 'label' || ('label' in value && 'score' in value);
}
