import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { readMnist } from './mnist.ts';
import { pretrain } from './pretrain.ts';

const PAGE = fileURLToPath(new URL('page', import.meta.url));

/** How many images of MNIST go along, so that learning new digits does not mean forgetting old ones. */
const REHEARSED = 400;

/** What {@link buildPage} made. */
export interface BuiltPage {
  /** Share of the 10,000 images for tests that its network reads rightly. */
  readonly accuracy: number;
}

/** Where the page leads back to. */
export interface PageOptions {
  /** The address of what the page is a part of, such as `../index.html`. Default: it is a part of nothing. */
  readonly home?: string;
}

/**
 * Makes the folder of the page anew: HTML, style and scripts, the three `.wasm` files of the backend, a
 * library with a trained network, and some images. All of it is static.
 */
export async function buildPage(out: string, { home }: PageOptions = {}): Promise<BuiltPage> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await cp(join(PAGE, 'style.css'), join(out, 'style.css'));
  const html = await readFile(join(PAGE, 'index.html'), 'utf8');
  const back = home === undefined ? '' : `<p><a href="${home}">Documentation</a></p>`;
  await writeFile(join(out, 'index.html'), html.replace('<header>', `<header>${back}`));
  await bundle(out);
  await copyWasm(join(out, 'wasm'));
  const accuracy = await pretrain(join(out, 'model'));
  await writeFile(join(out, 'model.json'), JSON.stringify(await filesUnder(join(out, 'model'))));
  const { labels, pixels } = await readMnist('train', 30_000, 30_000 + REHEARSED);
  await writeFile(join(out, 'rehearsal.bin'), Buffer.concat([labels, pixels]));
  return { accuracy };
}

/** The page and its worker, from the built packages: the conditions are those of Vite, and not ours. */
async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: ['main', 'worker', 'from-file'].map((name) => join(PAGE, `${name}.ts`)),
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['module', 'browser', 'production'],
    mainFields: ['browser', 'module', 'main'],
    // What TensorFlow.js has for Node is replaced by nothing, and says so.
    logLevel: 'error',
  });
}

async function copyWasm(to: string): Promise<void> {
  const root = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const dist = join(dirname(root), 'dist');
  await mkdir(to);
  const names = (await readdir(dist)).filter((name) => name.endsWith('.wasm'));
  for (const name of names) await cp(join(dist, name), join(to, name));
}

/** The paths of the models' files in a library, as URLs below it; its locks are of no use to a page. */
async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .filter((path) => !path.startsWith('.'))
    .sort();
}
