import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Compatibility, ParticleError } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { text } from '../cli/values.ts';
import { compareKinds, isAtLeast, largest } from '../compare/compare-kinds.ts';
import { isSystemError } from '../files/system-error.ts';
import { findPackages, particlesOf, readPackage } from '../metadata/find-packages.ts';
import type { ParticleFile } from '../metadata/particle-file.ts';
import { readParticleFile } from '../metadata/read-particle-file.ts';
import { table } from '../terminal/table.ts';

/** `sora diff`: is a new version of a package a patch, a minor or a major? */
export const diff: Command = {
  name: 'diff',
  summary: 'compare two versions of a package: patch, minor or major; nothing is run',
  args: [{ name: 'before' }, { name: 'after' }],
  options: [
    {
      name: 'fail-on',
      value: 'step',
      description: 'exit code 1 from this step of version on (default major)',
      choices: ['patch', 'minor', 'major', 'never'],
    },
  ],
  examples: [
    'sora diff @sora-particles/conv-recognizer ../checkout/packages/conv-recognizer',
    'sora diff old/particle.json new/particle.json --fail-on minor',
  ],
  async run({ args: [before = '', after = ''], options, terminal, folder, json }) {
    const [old, now] = [await fileOf(before, folder), await fileOf(after, folder)];
    const changes = compareKinds(old.kinds, now.kinds);
    const compatibility = largest(changes.map((change) => change.compatibility));
    const failOn = text(options, 'fail-on') ?? 'major';
    const isFailed =
      changes.length > 0 && failOn !== 'never' && isAtLeast(compatibility, failOn as Compatibility);
    if (json) {
      terminal.json({ compatibility, changed: changes.length > 0, kinds: changes });
    } else if (changes.length === 0) {
      terminal.line('Nothing changed.');
    } else {
      const styles = { patch: 'green', minor: 'yellow', major: 'red' } as const;
      for (const { kind, compatibility: step, changes: each } of changes) {
        terminal.line({ style: styles[step], text: step.padEnd(5) }, '  ', {
          style: 'bold',
          text: kind,
        });
        const rows = each.map((change) => [change.compatibility, change.path, change.description]);
        for (const line of table(rows, terminal.columns - 7)) terminal.line(`       ${line}`);
      }
      terminal.line();
      terminal.line(`In all: ${compatibility}`);
    }
    return isFailed ? exitCodes.failed : exitCodes.ok;
  },
};

/** The particle file that an argument means: a file, the folder of a package, or an installed package. */
async function fileOf(given: string, folder: string): Promise<ParticleFile> {
  const path = resolve(folder, given);
  const kind = await kindOfPath(path);
  if (kind === 'file') return readParticleFile(path);
  const one =
    kind === 'folder'
      ? await readPackage(path)
      : (await findPackages(folder)).find(({ name }) => name === given);
  if (one !== undefined) return particlesOf(one);
  throw new ParticleError({
    code: 'store-not-found',
    summary: kind === 'folder' ? 'this folder holds no particle package' : `there is no '${given}'`,
    path: given,
    expected: 'a particle.json, the folder of a package, or the name of an installed one',
  });
}

async function kindOfPath(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
