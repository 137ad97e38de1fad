/**
 * Who may import whom. ESLint and dependency-cruiser both take their rules from here, so that a new
 * package needs no more than the tag of its kind in its package.json.
 */
import { readdirSync, readFileSync } from 'node:fs';

const packagesFolder = new URL('../../packages/', import.meta.url);

/**
 * For each kind of package, which other packages of ours its sources may import, and which packages of
 * TensorFlow.js. `undefined` means any.
 *
 * @type {Record<string, { ours?: string[], tensorflow?: string[] }>}
 */
const allowed = {
  contract: { ours: [], tensorflow: ['tfjs-core'] },
  particle: { ours: ['combinator-core'], tensorflow: ['tfjs-core'] },
  train: { ours: ['combinator-core'], tensorflow: ['tfjs-core'] },
  io: { ours: ['combinator-core'], tensorflow: ['tfjs-core'] },
  engine: { ours: ['combinator-core'] },
  testkit: { ours: ['combinator-core'], tensorflow: ['tfjs-core'] },
  tool: {},
};

/** What tests may import on top of what the sources of the same package may. */
export const testsMayImport = ['particle-testkit'];

/**
 * Every package with its kind and what its sources may import.
 *
 * @type {{ name: string, kind: string, ours?: string[], tensorflow?: string[] }[]}
 */
export const packages = readdirSync(packagesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const manifest = JSON.parse(
      readFileSync(new URL(`${name}/package.json`, packagesFolder), 'utf8'),
    );
    const tags = manifest.nx?.tags ?? [];
    const kind = tags
      .find((/** @type {string} */ tag) => tag.startsWith('kind:'))
      ?.slice('kind:'.length);
    const rules = allowed[kind];
    if (rules === undefined) {
      throw new Error(
        `packages/${name}/package.json: nx.tags needs one of ${Object.keys(allowed).join(', ')} as kind:…`,
      );
    }
    return { name, kind, ...rules };
  });
