import type { Lab } from './lab.ts';
import { type Bump, bumpProblems, expectedBumps } from './bumps.ts';
import { changeset, commit, manifests, writeChangeset } from './workspace.ts';

/** Sets the versions after a change of one package, in a copy of the workspace that it leaves as it was. */
export async function rehearseBump(
  lab: Lab,
  copy: string,
  name: string,
  bump: Bump,
): Promise<string> {
  const before = manifests(copy);
  writeChangeset(copy, name, bump);
  await commit(lab, copy);
  try {
    await changeset(lab, copy, 'version');
    const expected = expectedBumps(before, name, bump);
    const problems = bumpProblems(before, manifests(copy), expected);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    const others = [...expected].filter(([other]) => other !== name);
    return others.length === 0
      ? 'that package alone'
      : `and ${String(others.length)} others: ${others.map(([other, how]) => `${other.replace('@sora-particles/', '')} ${how}`).join(', ')}`;
  } finally {
    await lab.run('git', ['checkout', '--quiet', '--', '.'], { cwd: copy });
    await lab.run('git', ['clean', '--quiet', '-fd'], { cwd: copy });
    await lab.run('git', ['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: copy });
  }
}
