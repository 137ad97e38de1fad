/**
 * Writes `packages/combinator-core/src/generated/gradient-configs.ts`: the gradients of
 * TensorFlow.js's own kernels as one list, which `registerGradients()` puts into the registry.
 *
 * Why this is needed: tfjs-core's Node entry registers no gradients; the module that does cannot be
 * imported from Node ESM (its imports have no extensions), registers as a side effect of being
 * imported, which bundlers drop, and belongs to a second copy of the library. So we bundle that module
 * at build time in such a way that the result imports nothing but public names of
 * `@tensorflow/tfjs-core`. What is not public (pure helper functions) comes along in the bundle.
 */
import { build, transform, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CORE = '@tensorflow/tfjs-core';
const require = createRequire(import.meta.url);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const output = join(root, 'packages/combinator-core/src/generated/gradient-configs.ts');

const coreFolder = dirname(require.resolve(`${CORE}/package.json`));
const coreVersion = (require(`${CORE}/package.json`) as { version: string }).version;

/** The first lines of the output: they tell what it was made from, so that making it again is skipped. */
const self = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');
const header = `/**
 * The gradients of ${CORE} ${coreVersion}, bundled by tools/gradients/build.ts (${self.slice(0, 12)}).
 * Do not edit. Copyright Google LLC, licensed under the Apache License 2.0.
 */
// @ts-nocheck
import type { GradConfig } from '${CORE}';
`;
if (existsSync(output) && readFileSync(output, 'utf8').startsWith(header)) process.exit();

const publicNames = new Set(Object.keys(require(CORE) as object));

/** Things of which there must be one, and which are public under another name. */
const publicByOtherName: Record<string, string> = {
  'engine.js': `
    import { engine } from '${CORE}';
    export const ENGINE = /* @__PURE__ */ engine();`,
  'tensor.js': `
    import { Tensor as PublicTensor } from '${CORE}';
    export const getGlobalTensorClass = () => PublicTensor;`,
};

/** Changes to tfjs-core's modules: the text to replace, which must be there. */
const mends: Record<string, [from: string, to: string][]> = {
  // Hand the list over instead of registering it.
  'register_all_gradients.js': [
    [
      'for (const gradientConfig of gradConfigs) {\n    registerGradient(gradientConfig);\n}',
      'export { gradConfigs };',
    ],
    // Wrong in 4.22: it leaves out the mirrored part. No gradient is better than a wrong one.
    ['    mirrorPadGradConfig,\n', ''],
  ],
  // A fault of 4.22: chained ops exist only where another entry of tfjs-core was imported.
  'GatherV2_grad.js': [
    [
      'import { stack }',
      "import { slice } from '../ops/slice';\nimport { split } from '../ops/split';\nimport { stack }",
    ],
    // As below: of a batch of one, the engine hands over no list.
    ['x.split(batchSize, 0)', '[split(x, batchSize, 0)].flat()'],
    ['indices.slice(i, 1), dy.slice(i, 1)', 'slice(indices, i, 1), slice(dy, i, 1)'],
    ['stacked.reshape(x.shape)', 'reshape(stacked, x.shape)'],
  ],
  // A fault of 4.22: where an operation gives a list of one, the engine hands over no list.
  'Unpack_grad.js': [['stack(dy, axis)', 'stack([dy].flat(), axis)']],
  'SplitV_grad.js': [['concat(dy, axis)', 'concat([dy].flat(), axis)']],
  'Prod_grad.js': [
    ['permutedX.reshape(newShape)', 'reshape(permutedX, newShape)'],
    ['prodGrad.reshape(permutedX.shape)', 'reshape(prodGrad, permutedX.shape)'],
  ],
};

/** The names that the module at `path` exports itself (not those of its `export *`). */
async function exportsOf(path: string): Promise<string[]> {
  const result = await build({
    entryPoints: [path],
    write: false,
    metafile: true,
    format: 'esm',
    outdir: '/',
  });
  return Object.values(result.metafile.outputs).flatMap((file) => file.exports);
}

function mended(path: string): string {
  let source = readFileSync(path, 'utf8');
  for (const [from, to] of mends[basename(path)] ?? []) {
    if (!source.includes(from)) throw new Error(`${path} no longer holds: ${from}`);
    source = source.replace(from, to);
  }
  return source;
}

/** Sends every name that tfjs-core exports publicly to the package itself, and bundles the rest. */
const publicNamesOnly: Plugin = {
  name: 'public-names-only',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({
      path: CORE,
      external: true,
    }));
    esbuild.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, namespace }) => {
      const file = join(resolveDir, path.endsWith('.js') ? path : `${path}.js`);
      return {
        path: file,
        sideEffects: false,
        namespace: namespace === 'public' ? 'file' : 'public',
      };
    });
    esbuild.onLoad({ filter: /.*/, namespace: 'public' }, async ({ path }) => {
      const resolveDir = dirname(path);
      const names = (await exportsOf(path)).filter((name) => publicNames.has(name));
      const contents = [
        // An explicit export takes precedence over the same name from `export *`.
        `export * from './${basename(path)}';`,
        names.length > 0 ? `export { ${names.join(', ')} } from '${CORE}';` : '',
        publicByOtherName[relative(join(coreFolder, 'dist'), path)] ?? '',
      ];
      return { contents: contents.join('\n'), resolveDir };
    });
    esbuild.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => ({ contents: mended(path) }));
  },
};

const bundle = await build({
  stdin: {
    contents: "export { gradConfigs } from './register_all_gradients.js';",
    resolveDir: join(coreFolder, 'dist'),
  },
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  plugins: [publicNamesOnly],
});
// As TypeScript, esbuild also drops the imports that nothing uses.
const { code } = await transform(bundle.outputFiles[0]?.text ?? '', {
  loader: 'ts',
  target: 'es2022',
  legalComments: 'none',
});
const exported = /export \{\s*gradConfigs\s*\};/;
if (!exported.test(code)) throw new Error('the bundle no longer exports gradConfigs');
const footer = 'export const gradientConfigs: readonly GradConfig[] = gradConfigs;';
mkdirSync(dirname(output), { recursive: true });
// Written beside it and renamed, so that a reader running at the same time sees all or nothing.
const temporary = `${output}.${String(process.pid)}`;
writeFileSync(temporary, header + code.replace(exported, footer));
renameSync(temporary, output);
