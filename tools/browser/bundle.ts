import { build, type BuildOptions, type Metafile } from 'esbuild';

/** As Vite resolves for browsers. */
const likeVite = {
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  conditions: ['module', 'browser', 'production'],
  mainFields: ['browser', 'module', 'jsnext:main', 'jsnext', 'main'],
  logLevel: 'silent',
  outdir: '/',
} as const satisfies BuildOptions;

/** What a bundler made for browsers. */
export interface Bundle {
  /** The files, by URL. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source files in it, relative to the root of the repository. */
  readonly inputs: readonly string[];
}

/**
 * Bundles entries for browsers: packages, or files by the names of what becomes of them.
 *
 * @throws An error that names whatever of Node the packages would bring along.
 */
export async function bundleForBrowsers(
  entries: string[] | Record<string, string>,
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({ ...likeVite, entryPoints: entries });
  const leaks = leaksOf(metafile);
  if (leaks.length > 0) throw new Error(leaks.join('\n'));
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [path, contents])),
    inputs: Object.keys(metafile.inputs),
  };
}

/** TensorFlow.js and what it depends on: they do without Node where it is not there. */
const TENSORFLOW = /node_modules\/(@tensorflow|seedrandom)\//;

/**
 * Modules of Node that would be there, or that a package replaces by nothing for browsers, which is code
 * that fails when it is called.
 */
function leaksOf({ inputs }: Metafile): string[] {
  return Object.entries(inputs)
    .filter(([file]) => !TENSORFLOW.test(file))
    .flatMap(([file, { imports }]) =>
      imports
        .filter(({ path, external }) => external === true || path.startsWith('(disabled)'))
        .map(({ path }) => `${file} imports ${path}`),
    );
}
