/**
 * Installs the packed packages into an empty project, as a user would, and uses them there: as ES
 * modules, as CommonJS, as both at once, in a bundle, and by their types. Needs `npm run build` first.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { packAll } from './tarballs.ts';

const root = process.cwd();
const project = mkdtempSync(join(tmpdir(), 'sora-install-'));
const tarballs = packAll(project);

/** What the user installs besides: TensorFlow.js, in the one version that fits. */
const tensorflow = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm'].map(
  (name) =>
    `@tensorflow/${name}@${tarballs[0]?.manifest.peerDependencies['@tensorflow/tfjs-core'] ?? ''}`,
);

/** Every way in: `@sora-particles/optimizer`, `@sora-particles/optimizer/terminal` ... */
const entries = tarballs.flatMap(({ manifest }) =>
  Object.keys(manifest.exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => manifest.name + path.slice(1)),
);
const names = entries.map((entry) => entry.replace(/^@sora-particles\//, '').replace(/\W/g, '_'));

/** Trains nothing, but needs what training needs: a gradient. */
const useGradient = `
  registerGradients();
  tf.setBackend('cpu');
  const [slope] = tf.grad((x) => tf.relu(tf.square(x)))(tf.scalar(3)).dataSync();
  if (slope !== 6) throw new Error('the gradient of x * x at 3 is ' + slope);`;

const asModules = `
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-backend-cpu';
  import { registerGradients } from '@sora-particles/combinator-core';
  ${entries.map((entry, i) => `import * as ${names[i] ?? ''} from '${entry}';`).join('\n')}
  for (const module of [${names.join(', ')}]) if (typeof module !== 'object') throw new Error('no module');
  ${useGradient}`;

const files: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'user', private: true, type: 'module' }),
  'module.mjs': asModules,
  'common.cjs': `
    const tf = require('@tensorflow/tfjs-core');
    require('@tensorflow/tfjs-backend-cpu');
    const { registerGradients } = require('@sora-particles/combinator-core');
    for (const entry of ${JSON.stringify(entries)}) require(entry);
    ${useGradient}`,
  // The two must not be two copies with a registry and an error class of their own each.
  'both.mjs': `
    import { createRequire } from 'node:module';
    import * as imported from '@sora-particles/combinator-core';
    const required = createRequire(import.meta.url)('@sora-particles/combinator-core');
    if (imported.registerGradients !== required.registerGradients) throw new Error('two instances');`,
  'bundled.mjs': `
    import * as tf from '@tensorflow/tfjs-core';
    import '@tensorflow/tfjs-backend-cpu';
    import { registerGradients } from '@sora-particles/combinator-core';
    ${useGradient}`,
  'typed.ts': `
    import { registerGradients } from '@sora-particles/combinator-core';
    ${entries.map((entry, i) => `export type * as ${names[i] ?? ''} from '${entry}';`).join('\n')}
    registerGradients() satisfies void;
    // @ts-expect-error: were the types not found, this would be no error
    registerGradients(1);`,
  'typed.cts': `
    import core = require('@sora-particles/combinator-core');
    core.registerGradients() satisfies void;
    // @ts-expect-error: were the types not found, this would be no error
    core.registerGradients(1);`,
};

/** What TensorFlow.js takes for a browser, with nothing of Node in it. */
const likeBrowser = {
  window: { document: {}, setTimeout },
  document: {},
  navigator: { userAgent: 'test' },
  location: { search: '' },
  ...{ TextEncoder, TextDecoder, console, performance, setTimeout },
};

const run = (command: string, ...options: string[]): void => {
  execFileSync(command, options, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
};
const tool = (name: string): string => join(root, 'node_modules', name);

try {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  run(
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--silent',
    ...tarballs.map(({ file }) => file),
    ...tensorflow,
  );
  for (const file of ['module.mjs', 'common.cjs', 'both.mjs']) run(process.execPath, file);
  // Of `main`, which esbuild prefers for Node, the cpu backend says that it may be dropped.
  const options = ['bundled.mjs', '--bundle', '--log-level=warning', '--main-fields=module,main'];
  run(tool('.bin/esbuild'), ...options, '--platform=node', '--outfile=node.cjs');
  run(process.execPath, 'node.cjs');
  run(tool('.bin/esbuild'), ...options, '--platform=browser', '--outfile=browser.js');
  runInNewContext(readFileSync(join(project, 'browser.js'), 'utf8'), likeBrowser);
  for (const compiler of ['typescript', 'typescript-7']) {
    run(
      process.execPath,
      tool(`${compiler}/bin/tsc`),
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      'typed.ts',
      'typed.cts',
    );
  }
  console.log(`${tarballs.length} packages installed and used through ${entries.length} entries`);
} finally {
  rmSync(project, { recursive: true });
}
