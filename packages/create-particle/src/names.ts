import { isBuiltin } from 'node:module';
import { ParticleError } from '@sora-particles/combinator-core';

/** What a project is called, in the ways that its files need. */
export interface Names {
  /** Of the npm package, e.g. `@acme/soft-clip`. */
  readonly package: string;
  /** Without scope and prefix: `soft-clip`. Also the default folder. */
  readonly short: string;
  /** Of the files of the particle: `soft-clip`. */
  readonly file: string;
  /** Of the factory: `softClip`. */
  readonly factory: string;
  /** Of its type: `SoftClip`. */
  readonly type: string;
}

/** What npm takes for a new package and the contract for a kind, which begins with the name of its package. */
const PART = /^[a-z0-9][a-z0-9-]*$/;

/** Kinds, which hold the name twice, have up to 200 characters. */
const LONGEST = 90;

/**
 * Words that a factory or its file cannot have for a name: those of the language, and what the template's
 * files are called, import or declare.
 */
const TAKEN = new Set(
  `arguments as async await boolean break case catch class const continue debugger default delete do else
  enum eval export extends false finally for from function get if implements import in instanceof interface
  let new null number object of package private protected public return set static string super switch
  symbol this throw true try type typeof undefined var void while with yield
  NaN Object JSON Infinity
  index kinds conformance exports
  adam accuracy answer assert checkOptions combinatorKinds compose copy createRegistry defineParticle dense
  describe describeConformance elementaryKinds expected fromManifest initialize input is isParticleError
  leafKind mul name names net optional options particle predict refused registry rows start tensor1d test
  toManifest variables weights x`.split(/\s+/),
);

/**
 * Checks the name of an npm package, and derives the others from it.
 *
 * @throws ParticleError `name-invalid`.
 */
export function namesOf(name: string): Names {
  const problem = problemWith(name);
  if (problem !== undefined) {
    throw new ParticleError({
      code: 'name-invalid',
      summary: `${JSON.stringify(name.slice(0, 80))} cannot be the name of an npm package: ${problem}`,
      expected: 'small letters, digits and -, with or without a scope, e.g. @acme/soft-clip',
    });
  }
  const [last = name] = name.split('/').slice(-1);
  const short = last.replace(/^sora-(particle-)?(?=[a-z0-9])/, '');
  const words = short.split('-').filter((word) => word !== '');
  const type = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const plain = type.slice(0, 1).toLowerCase() + type.slice(1);
  const file = words.join('-');
  const common = { package: name, short };
  if (TAKEN.has(plain)) {
    return {
      ...common,
      file: `${file}-particle`,
      factory: `${plain}Particle`,
      type: `${type}Particle`,
    };
  }
  // A name cannot begin with a digit.
  return /^\d/.test(plain)
    ? { ...common, file, factory: `particle${type}`, type: `Particle${type}` }
    : { ...common, file, factory: plain, type };
}

/** Why npm, or a file system, would not have it. */
function problemWith(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const parts = name.replace(/^@/, '').split('/');
  if (name.startsWith('@') ? parts.length !== 2 : parts.length !== 1) {
    return 'a slash only separates a scope, @scope/name';
  }
  for (const part of parts) {
    if (!PART.test(part)) return `${JSON.stringify(part.slice(0, 80))} is not allowed in it`;
    if (/^(con|prn|aux|nul|com\d|lpt\d)$/.test(part)) return 'Windows could not store it';
  }
  return isBuiltin(name) ? 'that name belongs to Node' : undefined;
}
