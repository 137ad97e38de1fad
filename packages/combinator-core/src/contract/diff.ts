import { connect } from './connect.ts';
import { isParticleError } from '../errors.ts';
import { formatSpecInFull } from './format.ts';
import type { Supply } from './promise.ts';
import type { Contract, Ports, Spec } from './spec.ts';

/** What a change of a contract means for those who use it, as semantic versions count. */
export type Compatibility = 'patch' | 'minor' | 'major';

/** One port that differs. */
export interface ContractChange {
  /** E.g. `input.mask`. */
  readonly path: string;
  readonly compatibility: Compatibility;
  /** One phrase for people. */
  readonly description: string;
}

/** How a new contract relates to an old one. */
export interface ContractDiff {
  /** The version step that the change needs; `'patch'` for none. */
  readonly compatibility: Compatibility;
  readonly changes: readonly ContractChange[];
}

/**
 * Compares two versions of a contract. Taking more and giving the same or something narrower is
 * compatible (`'minor'`); taking less, or giving something that did not fit before, is not (`'major'`).
 *
 * @example
 * ```ts
 * import { diff } from '@sora-particles/combinator-core/contract';
 *
 * const before = { input: { x: { shape: ['batch', 28] } }, output: {}, where: [] } as const;
 * const after = { input: { x: { shape: ['batch', 'size'] } }, output: {}, where: [] } as const;
 * diff(before, after).compatibility; // 'minor': any size is taken now
 * ```
 */
export function diff(before: Contract, after: Contract): ContractDiff {
  const changes = [
    ...comparePorts('input', before.input, after.input),
    ...comparePorts('output', before.output, after.output),
    ...compareConditions(before, after),
  ];
  return {
    changes,
    compatibility: changes.map(({ compatibility }) => compatibility).reduce(worse, 'patch'),
  };
}

const ORDER: readonly Compatibility[] = ['patch', 'minor', 'major'];

function worse(a: Compatibility, b: Compatibility): Compatibility {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

function comparePorts(side: 'input' | 'output', before: Ports, after: Ports): ContractChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const change = comparePort(side, before[name], after[name]);
    return change === undefined ? [] : [{ path: `${side}.${name}`, ...change }];
  });
}

function comparePort(
  side: 'input' | 'output',
  before: Spec | undefined,
  after: Spec | undefined,
): Omit<ContractChange, 'path'> | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined) {
    const isNeeded = side === 'input' && after?.optional !== true;
    return {
      compatibility: isNeeded ? 'major' : 'minor',
      description: `added${isNeeded ? ', and needed' : ''}`,
    };
  }
  if (after === undefined) return { compatibility: 'major', description: 'removed' };
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const description = `${formatSpecInFull(before)} became ${formatSpecInFull(after)}`;
  const wasOptional = before.optional === true;
  const isOptional = after.optional === true;
  const becameNeeded = side === 'input' && wasOptional && !isOptional;
  const [needed, got] = side === 'input' ? [after, before] : [before, after];
  const backwards = fits(needed, got);
  const same = wasOptional === isOptional && fits(got, needed);
  if (becameNeeded || !backwards) return { compatibility: 'major', description };
  return { compatibility: same ? 'patch' : 'minor', description };
}

/** Whether everything that `got` describes is accepted where `needed` is asked for. */
function fits(needed: Spec, got: Spec): boolean {
  const contract = { name: '', input: { x: needed }, output: {}, where: [] };
  const supply: Record<string, Supply> = { x: { from: '', spec: got } };
  try {
    return connect(contract, supply).status['x']?.status !== 'unverified';
  } catch (error) {
    if (isParticleError(error)) return false;
    throw error;
  }
}

function compareConditions(before: Contract, after: Contract): ContractChange[] {
  const known = new Set(before.where.map((condition) => JSON.stringify(condition)));
  const kept = new Set(after.where.map((condition) => JSON.stringify(condition)));
  return [
    ...after.where
      .filter((condition) => !known.has(JSON.stringify(condition)))
      .map((condition) => ({
        path: 'where',
        compatibility: 'major' as const,
        description: `added the condition ${JSON.stringify(condition)}`,
      })),
    ...before.where
      .filter((condition) => !kept.has(JSON.stringify(condition)))
      .map((condition) => ({
        path: 'where',
        compatibility: 'minor' as const,
        description: `dropped the condition ${JSON.stringify(condition)}`,
      })),
  ];
}
