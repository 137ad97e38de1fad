import { contractVersion, type Json, ParticleError } from '@sora-particles/combinator-core';
import { fieldReader } from './read-fields.ts';

/** The keyword of packages that hold particles. */
export const KEYWORD = 'sora-particle';

/** What a package states about its particles in the field `sora` of its package.json. */
export interface PackageField {
  /** The version of the contract that the package was built for. */
  readonly contract: string;
  /** Path of the file that describes them, within the package. */
  readonly particles: string;
  /** The entries of the package that export lists of kinds. Default `['.']`. */
  readonly modules: readonly string[];
  /** Everything that the package makes. */
  readonly kinds: readonly string[];
}

const KIND = /^((?:@[a-z0-9-]+\/)?[a-z0-9-]+)\/([a-zA-Z0-9-]+)@(\d+)$/;

/** What a kind consists of. */
export interface KindParts {
  /** Before the last slash. */
  readonly family: string;
  readonly name: string;
  readonly major: number;
}

/** The parts of a kind, or undefined for a text that is none. */
export function kindParts(kind: string): KindParts | undefined {
  const [, family, name, major] = KIND.exec(kind) ?? [];
  if (kind.length > 200 || family === undefined || name === undefined) return undefined;
  return { family, name, major: Number(major) };
}

/**
 * Reads the field `sora` of a package.json, which anybody may have written.
 *
 * @param packageName - Name of the package: it can only claim kinds under its own name.
 * @param source - Path of the file, for messages.
 * @throws ParticleError `manifest-invalid`.
 */
export function readPackageField(json: Json, packageName: string, source: string): PackageField {
  const { object, text, list, refuse } = fieldReader(source);
  const field = object(json, 'sora');
  const within = (path: Json | undefined, at: string): string => {
    const given = text(path, at, 200);
    return isWithin(given)
      ? given
      : refuse(at, 'a path within the package, e.g. ./particle.json', given);
  };
  const families = [packageName, packageName.replace(/^@[^/]*\//, '')];
  return {
    contract: text(field['contract'], 'sora.contract', 20),
    particles: within(field['particles'], 'sora.particles'),
    modules:
      field['modules'] === undefined
        ? ['.']
        : list(field['modules'], 'sora.modules', (entry, at) =>
            entry === '.' ? entry : within(entry, at),
          ),
    kinds: list(field['kinds'], 'sora.kinds', (entry, at) => {
      const kind = text(entry, at, 200);
      const family = kindParts(kind)?.family;
      return family !== undefined && families.includes(family)
        ? kind
        : refuse(at, `<package>/<name>@<major> with the package '${families.at(-1) ?? ''}'`, kind);
    }),
  };
}

function isWithin(path: string): boolean {
  return /^\.\/[\w./-]+$/.test(path) && !path.split('/').includes('..');
}

/**
 * Refuses a package that was built for another version of the contract.
 *
 * @throws ParticleError `artefact-too-new` or `contract-invalid`.
 */
export function checkContractVersion(packageName: string, contract: string): void {
  if (contract === contractVersion) return;
  const isNewer = Number(contract) > Number(contractVersion);
  throw new ParticleError({
    code: isNewer ? 'artefact-too-new' : 'contract-invalid',
    summary: `'${packageName}' was built for another version of the contract`,
    path: packageName,
    expected: `version ${contractVersion}`,
    found: `version ${contract}`,
    remedy: isNewer
      ? 'install a newer @sora-particles/combinator-core and @sora-particles/cli'
      : `install a newer version of ${packageName}`,
  });
}
