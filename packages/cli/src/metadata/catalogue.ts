import { combinatorKinds, ParticleError } from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { closest } from '../terminal/closest.ts';
import { findPackages, type ParticlePackage, particlesOf } from './find-packages.ts';
import { kindParts } from './package-field.ts';
import type { DescribedKind } from './particle-file.ts';

/** The package whose particles this program has itself. */
export const CORE = '@sora-particles/combinator-core';

/** Families that are published with this program, for those who do not have them yet. */
const OURS = ['conv-recognizer', 'image-preprocess', 'rnn-text'];

/** Which package makes which kind: from metadata alone. */
export interface Catalogue {
  readonly packages: readonly ParticlePackage[];
  /** All kinds that can be used, sorted. */
  readonly kinds: readonly string[];
  /**
   * The package that makes a kind.
   *
   * @throws ParticleError `kind-unknown` with what was meant or what to install, `kind-duplicate` if
   *   two packages claim it, or what is wrong with the package.
   */
  packageOf(kind: string): ParticlePackage;
  /** What the package tells about a kind, if it tells of it. Read when first asked for. */
  describe(kind: string): Promise<DescribedKind | undefined>;
}

/** The catalogue of what is installed for a folder. */
export async function readCatalogue(folder: string): Promise<Catalogue> {
  return catalogueOf(await findPackages(folder));
}

/** The catalogue of some packages. */
export function catalogueOf(packages: readonly ParticlePackage[]): Catalogue {
  const core = [...combinatorKinds, ...elementaryKinds].map(({ kind }) => kind);
  const claims = new Map<string, readonly ParticlePackage[]>();
  for (const one of packages) {
    for (const kind of new Set(one.field?.kinds ?? [])) {
      claims.set(kind, [...(claims.get(kind) ?? []), one]);
    }
  }
  const kinds = [...new Set([...core, ...claims.keys()])].sort();
  const files = new Map<string, Promise<readonly DescribedKind[]>>();
  const kindsOf = (one: ParticlePackage): Promise<readonly DescribedKind[]> => {
    const known = files.get(one.name) ?? particlesOf(one).then((file) => file.kinds);
    files.set(one.name, known);
    return known;
  };
  const packageOf = (kind: string): ParticlePackage => {
    const [one, another] = claims.get(kind) ?? [];
    if (one === undefined) throw unknownKind(kind, kinds, packages);
    if (another !== undefined) throw claimedTwice(kind, [one, another]);
    return one;
  };
  return {
    packages,
    kinds,
    packageOf,
    describe: async (kind) =>
      (await kindsOf(packageOf(kind))).find((described) => described.kind === kind),
  };
}

function unknownKind(
  kind: string,
  kinds: readonly string[],
  packages: readonly ParticlePackage[],
): ParticleError {
  const shown = kind.slice(0, 200);
  const family = kindParts(shown)?.family;
  const broken = packages.find(
    ({ name, problem }) =>
      problem !== undefined && (name === family || name.endsWith(`/${family ?? '?'}`)),
  );
  if (broken?.problem !== undefined) throw broken.problem;
  const names = new Map(kinds.map((each) => [kindParts(each)?.name ?? each, each]));
  const near = [
    ...closest(shown, kinds),
    ...closest(kindParts(shown)?.name ?? shown, [...names.keys()]).map(
      (name) => names.get(name) ?? name,
    ),
  ];
  const [best, ...others] = [...new Set(near)].slice(0, 3);
  const install = family === undefined ? undefined : packageFor(family, packages);
  return new ParticleError({
    code: 'kind-unknown',
    summary: `no installed package makes the kind '${shown}'`,
    path: shown,
    ...(family === undefined && { expected: '<package>/<name>@<major>' }),
    ...((best !== undefined || install !== undefined) && {
      remedy: [
        ...(best === undefined ? [] : [`did you mean ${[best, ...others].join(', or ')}?`]),
        ...(install === undefined ? [] : [install]),
      ].join(' '),
    }),
  });
}

/** Which package to install, as far as the name of a kind tells it. */
function packageFor(family: string, packages: readonly ParticlePackage[]): string | undefined {
  const installed = packages.find(({ name }) => name === family || name.endsWith(`/${family}`));
  if (installed !== undefined) {
    return `${installed.name} ${installed.version} is installed and does not make it: another version may.`;
  }
  if (OURS.includes(family)) return `npm install @sora-particles/${family}`;
  if (family === 'combinator-core') return undefined;
  return `Kinds of '${family}' come with a package of that name: install it if you know and trust it.`;
}

function claimedTwice(kind: string, packages: readonly ParticlePackage[]): ParticleError {
  return new ParticleError({
    code: 'kind-duplicate',
    summary: `two packages claim the kind '${kind}': ${packages.map(({ name }) => name).join(' and ')}`,
    path: kind,
    found: packages
      .map(({ name, version, folder }) => `${name} ${version} in ${folder}`)
      .join('; '),
    remedy: 'remove the one that you do not mean; neither was loaded',
  });
}
