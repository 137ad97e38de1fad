import type { Manifest } from '../packages/tarballs.ts';

/** How much a version goes up. */
export type Bump = 'patch' | 'minor' | 'major';

/** The next version. */
export function bumped(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/**
 * Which packages must get a new version when one does, and no others:
 *
 * - that package;
 * - whoever names it as a peer in a range that the new version is outside of: a major version, as the
 *   users of these packages must change the version of the peer;
 * - whoever depends on a package of these in such a range: a patch, unless it gets more already.
 *
 * Ranges are carets; what is private or only used for development changes nothing for users.
 */
export function expectedBumps(
  all: ReadonlyMap<string, Manifest>,
  name: string,
  bump: Bump,
): Map<string, Bump> {
  const bumps = new Map<string, Bump>([[name, bump]]);
  for (;;) {
    const before = bumps.size + [...bumps.values()].filter((each) => each === 'major').length;
    for (const each of all.values()) {
      if (each.private === true) continue;
      const outgrown = (ranges: Record<string, string> = {}) =>
        Object.keys(ranges).some((other) => bumps.get(other) === 'major');
      if (outgrown(each.peerDependencies)) bumps.set(each.name, 'major');
      else if (outgrown(each.dependencies) && !bumps.has(each.name)) bumps.set(each.name, 'patch');
    }
    const after = bumps.size + [...bumps.values()].filter((each) => each === 'major').length;
    if (after === before) return bumps;
  }
}

/** What was bumped and what was not, compared with what must be; nothing if they are the same. */
export function bumpProblems(
  before: ReadonlyMap<string, Manifest>,
  after: ReadonlyMap<string, Manifest>,
  expected: ReadonlyMap<string, Bump>,
): string[] {
  return [...before.values()].flatMap(({ name, version }) => {
    const bump = expected.get(name);
    const wanted = bump === undefined ? version : bumped(version, bump);
    const got = after.get(name)?.version ?? 'nothing';
    return got === wanted ? [] : [`${name}: ${version} became ${got}, not ${wanted}`];
  });
}
