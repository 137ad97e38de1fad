import { join, resolve } from 'node:path';
import { type JsonObject, ParticleError } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { isOn } from '../cli/values.ts';
import { describePackage } from '../describe/describe-package.ts';
import { PARTICLES, updatedManifest } from '../describe/update-manifest.ts';
import { readLimited } from '../files/read-file.ts';
import { writeWhole } from '../files/write-file.ts';
import { isObject } from '../metadata/read-fields.ts';

/** `sora describe`: makes the files by which a package of particles is found and understood. */
export const describe: Command = {
  name: 'describe',
  summary: 'for authors: write the particle.json of a package, from the package itself',
  args: [{ name: 'folder', required: false }],
  options: [
    { name: 'check', description: 'write nothing; exit code 1 if something is out of date' },
  ],
  examples: ['sora describe', 'sora describe packages/gain --check'],
  async run({ args: [given = '.'], options, terminal, folder, json }) {
    const at = resolve(folder, given);
    const manifestPath = join(at, 'package.json');
    const before = new TextDecoder().decode(await readLimited(manifestPath, 2 << 20));
    const manifest = parse(before, manifestPath);
    const { name, sora } = manifest;
    if (typeof name !== 'string') throw noName(manifestPath);
    const field = isObject(sora) ? sora : {};
    const { modules, particles = PARTICLES } = field;
    const entries = Array.isArray(modules) ? modules.map(String) : ['.'];
    const file = await describePackage({ folder: at, name, modules: entries });
    const next = updatedManifest(
      manifest,
      file.kinds.map(({ kind }) => kind),
    );
    const wanted = [
      { path: join(at, particles as string), content: `${JSON.stringify(file, undefined, 1)}\n` },
      // A file that says the same already is left as its author wrote it.
      ...(JSON.stringify(next) === JSON.stringify(manifest)
        ? []
        : [
            {
              path: manifestPath,
              content: `${JSON.stringify(next, undefined, indentOf(before))}\n`,
            },
          ]),
    ];
    const stale: string[] = [];
    for (const { path, content } of wanted) {
      if ((await contentOf(path)) === content) continue;
      stale.push(path);
      if (!isOn(options, 'check')) await writeWhole(path, content);
    }
    const isFine = stale.length === 0 || !isOn(options, 'check');
    if (json) {
      terminal.json({
        package: name,
        kinds: file.kinds.length,
        ...(isFine ? { written: stale } : { stale }),
      });
      return isFine ? exitCodes.ok : exitCodes.failed;
    }
    terminal.line(`${name}: ${file.kinds.length} kinds described`);
    for (const path of stale) {
      if (isFine) terminal.line(`  written: ${path}`);
      else terminal.line({ style: 'red', text: `  out of date: ${path} (run sora describe)` });
    }
    const silent = file.kinds.filter(({ summary }) => summary === '').map(({ kind }) => kind);
    if (silent.length > 0) {
      terminal.note({ style: 'yellow', text: `without a docstring: ${silent.join(', ')}` });
    }
    return isFine ? exitCodes.ok : exitCodes.failed;
  },
};

function parse(text: string, path: string): JsonObject {
  try {
    const json = JSON.parse(text) as unknown;
    if (isObject(json)) return json;
  } catch {
    // Told below.
  }
  throw new ParticleError({ code: 'manifest-invalid', summary: 'this is no package.json', path });
}

function noName(path: string): ParticleError {
  return new ParticleError({
    code: 'manifest-invalid',
    summary: 'the package has no name',
    path,
    remedy: 'kinds are called after it: give it one',
  });
}

function indentOf(text: string): string {
  return /\n(\s+)"/.exec(text)?.[1] ?? '  ';
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readLimited(path, 8 << 20));
  } catch {
    // What cannot be read is written anew.
    return undefined;
  }
}
