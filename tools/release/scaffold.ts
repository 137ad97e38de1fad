import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Lab } from './lab.ts';
import { commit } from './workspace.ts';

/** The package that somebody else publishes. */
export const THIRD_PARTY = 'sora-particle-tint';

/** Makes a project as a user does. */
export async function create(lab: Lab, folder: string, ...options: string[]): Promise<string> {
  const args = ['create', '@sora-particles/particle', '--', '--yes', '--dir', folder, ...options];
  await lab.npm(lab.folder, ...args);
  return resolve(lab.folder, folder);
}

/** What was made can be installed, and it passes all its checks and packs. */
export async function checkParticle(lab: Lab, folder: string, runner: string): Promise<string> {
  await create(lab, folder, '--name', '@acme/soft-clip', '--runner', runner);
  await lab.npm(folder, 'install');
  await lab.npm(folder, 'run', 'check');
  return packed(await lab.npm(folder, 'pack', '--dry-run', '--json', '--ignore-scripts'));
}

function packed(output: string): string {
  const [tarball] = JSON.parse(output) as [{ files: { path: string }[]; size: number }];
  const paths = tarball.files.map(({ path }) => path);
  const needed = [
    'dist/esm/index.d.ts',
    'dist/cjs/index.js',
    'dist/cjs/package.json',
    'README.md',
    'particle.json',
  ];
  const missing = needed.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
  if (paths.some((path) => path.startsWith('test/'))) throw new Error('tests were packed');
  return `types, tests, build and publint pass; ${String(paths.length)} files, ${(tarball.size / 1000).toFixed(1)} kB`;
}

/** Makes, releases and publishes a particle by the steps that its own workflow takes. */
export async function publishThirdParty(lab: Lab): Promise<string> {
  const folder = await create(lab, 'tint', '--name', THIRD_PARTY, '--license', 'MIT');
  await lab.npm(folder, 'install');
  await lab.run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await commit(lab, folder);
  await lab.npm(folder, 'exec', 'changeset', 'version');
  await commit(lab, folder);
  await lab.npm(folder, 'run', 'release');
  const version = (await lab.npm(lab.folder, 'view', THIRD_PARTY, 'version')).trim();
  if (version !== '1.0.0') throw new Error(`version ${version} was published`);
  return `${THIRD_PARTY} ${version}, with its changelog`;
}

/** Makes an application, which trains, saves, and answers in a second process. */
export async function checkApplication(lab: Lab): Promise<string> {
  const folder = await create(lab, 'shapes', '--name', 'shapes', '--app');
  await lab.npm(folder, 'install');
  for (const script of ['typecheck', 'test', 'build']) await lab.npm(folder, 'run', script);
  return trainAndAnswer(lab, folder);
}

/** Installs the package of somebody else into that application and puts it in between our particles. */
export async function composeThirdParty(lab: Lab): Promise<string> {
  const folder = join(lab.folder, 'shapes');
  await lab.npm(folder, 'install', THIRD_PARTY);
  const file = join(folder, 'src/shape-reader.ts');
  const edits: [string, string][] = [
    ['import { conv2d,', `import { tint, tintKinds } from '${THIRD_PARTY}';\nimport { conv2d,`],
    ['.to(flatten())', '.to(flatten())\n    .to(tint())'],
    ['...imagePreprocessKinds,', '...imagePreprocessKinds,\n    ...tintKinds,'],
  ];
  let text = readFileSync(file, 'utf8');
  for (const [before, after] of edits) {
    if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
    text = text.replace(before, after);
  }
  writeFileSync(file, text);
  await lab.npm(folder, 'run', 'typecheck');
  // What somebody else published is found, by its metadata alone.
  const found = await lab.npm(
    folder,
    'exec',
    '--package',
    '@sora-particles/cli',
    '--',
    'sora',
    'list',
  );
  if (!found.includes(THIRD_PARTY)) throw new Error(`sora list does not find it:\n${found}`);
  const note = await trainAndAnswer(lab, folder);
  const models = await lab.node(folder, '--input-type=module', '--eval', KINDS);
  if (!models.includes('tint/scale')) throw new Error(`the saved model has only ${models}`);
  return note;
}

/** Lists the weights of the last model. */
const KINDS = `
  import { createLibrary } from '@sora-particles/model-library';
  import { fileStore } from '@sora-particles/model-library/node';
  const { tensors } = await createLibrary(fileStore('models')).describe('shapes');
  console.log(tensors.map(({ name }) => name).join());`;

async function trainAndAnswer(lab: Lab, folder: string): Promise<string> {
  const trained = await lab.npm(folder, 'run', 'train');
  const [, percent] = /(\d+) % of the test files right/.exec(trained) ?? [];
  if (percent === undefined || Number(percent) < 75)
    throw new Error(`it does not learn:\n${trained}`);
  const files = ['circle', 'cross', 'square'].map((label) => `data/${label}/03.png`);
  const answers = await lab.npm(folder, 'run', '--silent', 'answer', '--', ...files);
  const right = files.filter((path) => answers.includes(`${path}: ${path.split('/')[1] ?? ''} `));
  if (right.length < 2) throw new Error(`a second process answers:\n${answers}`);
  return `${percent} % right after training; ${String(right.length)} of 3 in a second process`;
}
