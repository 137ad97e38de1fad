import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
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

/**
 * Makes the folder of the page anew: HTML, style and scripts, the three `.wasm` files of the backend, a
 * library with a trained network, and some images. All of it is static.
 */
export async function buildPage(out: string): Promise<BuiltPage> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const name of ['index.html', 'style.css']) await cp(join(PAGE, name), join(out, name));
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
    entryPoints: [join(PAGE, 'main.ts'), join(PAGE, 'worker.ts')],
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
