import { type Compatibility, diff } from '@sora-particles/combinator-core';
import { canonical } from '../composition/stub.ts';
import type { DescribedKind, KindExample } from '../metadata/particle-file.ts';
import { compareOptions, defaultsOf } from './compare-options.ts';
import { compareTraits, compareWeights } from './compare-weights.ts';

/** One thing that differs. */
export interface Change {
  /** E.g. `input.x`, `options.units` or `params.kernel`. */
  readonly path: string;
  readonly compatibility: Compatibility;
  /** One phrase for people. */
  readonly description: string;
}

/** How a kind of one version relates to the same kind of another. */
export interface KindChange {
  readonly kind: string;
  /** The step of version that the changes need; `patch` for none. */
  readonly compatibility: Compatibility;
  readonly changes: readonly Change[];
}

const ORDER: readonly Compatibility[] = ['patch', 'minor', 'major'];

/** Whether a step of version is at least as large as another. */
export function isAtLeast(step: Compatibility, other: Compatibility): boolean {
  return ORDER.indexOf(step) >= ORDER.indexOf(other);
}

/** The largest of several steps of version. */
export function largest(steps: readonly Compatibility[]): Compatibility {
  return steps.reduce((a, b) => (isAtLeast(a, b) ? a : b), 'patch');
}

/** Compares what two versions of a package describe, kind by kind; kinds that stay the same are left out. */
export function compareKinds(
  before: readonly DescribedKind[],
  after: readonly DescribedKind[],
): readonly KindChange[] {
  const old = new Map(before.map((kind) => [kind.kind, kind]));
  const now = new Map(after.map((kind) => [kind.kind, kind]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((kind) => {
    const [a, b] = [old.get(kind), now.get(kind)];
    const changes = a === undefined ? [added] : b === undefined ? [removed] : compareKind(a, b);
    const compatibility = largest(changes.map((change) => change.compatibility));
    return changes.length === 0 ? [] : [{ kind, compatibility, changes }];
  });
}

const added: Change = { path: 'kind', compatibility: 'minor', description: 'added' };
const removed: Change = { path: 'kind', compatibility: 'major', description: 'removed' };

function compareKind(before: DescribedKind, after: DescribedKind): readonly Change[] {
  return [
    ...(before.summary === after.summary
      ? []
      : [{ path: 'summary', compatibility: 'patch' as const, description: 'reworded' }]),
    ...compareOptions(before.options, after.options),
    ...compareExamples(before, after),
  ];
}

/** The same configurations before and after: what they promise. */
function compareExamples(before: DescribedKind, after: DescribedKind): readonly Change[] {
  const pairs = before.examples.flatMap((example) => {
    const match = matching(example, after);
    return match === undefined ? [] : [[example, match] as const];
  });
  if (pairs.length === 0 && before.examples.length > 0) {
    return [
      {
        path: 'examples',
        compatibility: 'major',
        description: 'none of the configurations that were described is described any more',
      },
    ];
  }
  const changes = pairs.flatMap(([{ contract: a }, { contract: b }]) => [
    ...diff(a, b).changes,
    ...compareWeights('params', a.params, b.params),
    ...compareWeights('state', a.state, b.state),
    ...compareTraits(a.traits, b.traits),
    ...(canonical(a.flops) === canonical(b.flops)
      ? []
      : [{ path: 'flops', compatibility: 'patch' as const, description: 'another cost' }]),
  ]);
  return [...new Map(changes.map((change) => [canonical(change), change])).values()];
}

/** The example with the same configuration; options that came later are at their defaults in it. */
function matching({ config }: KindExample, after: DescribedKind): KindExample | undefined {
  const wanted = canonical({ ...defaultsOf(after.options), ...config });
  return after.examples.find(
    (example) => canonical({ ...defaultsOf(after.options), ...example.config }) === wanted,
  );
}
