import { type JsonObject, ParticleError } from '@sora-particles/combinator-core';
import type { Project } from '../project.ts';
import { runners } from '../runners.ts';

/** What this package says of the packages that the templates use and are checked with. */
export type Ranges = Readonly<Record<string, string>>;

/**
 * The package.json of a project. Where the template leaves a version open, it is the one that this package
 * was tested with.
 */
export function packageJson(template: JsonObject, project: Project, ranges: Ranges): JsonObject {
  const { names, license, author, runner } = project;
  const { command, devDependencies: testing, fields } = runners[runner];
  const { name: _name, version, private: priv, description, keywords, ...rest } = template;
  const filled = (key: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries((template[key] ?? {}) as Ranges).map(([dependency, range]) => [
        dependency,
        range === '' ? rangeOf(dependency, ranges) : range,
      ]),
    );
  const sorted = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    name: names.package,
    ...{ version: version ?? null, ...(priv !== undefined && { private: priv }) },
    ...(description !== undefined && { description }),
    ...(keywords !== undefined && { keywords }),
    license,
    ...(author !== undefined && { author }),
    ...rest,
    scripts: { ...(template['scripts'] as Ranges), test: command },
    ...(template['dependencies'] !== undefined && { dependencies: filled('dependencies') }),
    ...(template['peerDependencies'] !== undefined && {
      peerDependencies: filled('peerDependencies'),
    }),
    devDependencies: sorted({ ...filled('devDependencies'), ...testing }),
    ...fields,
  };
}

function rangeOf(dependency: string, ranges: Ranges): string {
  const range = ranges[dependency];
  if (range !== undefined) return range;
  throw new ParticleError({
    code: 'manifest-invalid',
    summary: `the package of create-particle does not say which ${dependency} its templates need`,
    remedy: 'install it again',
  });
}
