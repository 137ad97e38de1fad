/**
 * `npm run rehearse`: a whole release, on a registry of its own on this machine. Publishes every package,
 * uses them as users do, makes and publishes a package of somebody else with create-particle, and tries what
 * next versions would do. Ends with how many checks passed. Nothing leaves this machine, and nothing stays.
 *
 *     npm run rehearse             everything
 *     npm run rehearse -- tint     only the checks with this in their names, and what they need
 *
 * Needs npm only; the first time it installs Verdaccio and bundlers into .cache/release. Without a Chromium,
 * what needs one is skipped.
 */
import { join, resolve } from 'node:path';
import { findChromium } from '../browser/chromium.ts';
import { bundleWithVite, bundleWithWebpack, numbersOf, sizeOfSite } from './browser.ts';
import { compareNumbers, makeConsumer, numbersIn } from './consumer.ts';
import { installAlone, project } from './install-alone.ts';
import { Lab } from './lab.ts';
import { userTools } from './lazy-tools.ts';
import { publishHalf, publishRest } from './publish.ts';
import { rehearseBump } from './rehearse-bumps.ts';
import { openRegistry } from './registry.ts';
import {
  checkApplication,
  checkParticle,
  composeThirdParty,
  publishThirdParty,
  THIRD_PARTY,
} from './scaffold.ts';
import { copyWorkspace, manifests, published } from './workspace.ts';

const wanted = process.argv[2] ?? '';
const lab = new Lab();
let passed = 0;
let failed = 0;

/** Runs a check, which gives what there is to say or throws, and prints how it went. */
async function report(name: string, check: () => Promise<string>, needed = false): Promise<void> {
  if (lab.isClosed() || (!needed && !name.includes(wanted))) return;
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  try {
    const note = await check();
    passed++;
    console.log(`ok     ${name}: ${note}, ${seconds()} s`);
  } catch (error) {
    if (lab.isClosed()) return;
    failed++;
    console.log(`FAILED ${name}, ${seconds()} s\n${messageOf(error)}\n`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Builds all packages; what did not change comes from the cache. */
async function build(): Promise<void> {
  const options = ['run-many', '-t', 'build', '--output-style=static'];
  await lab.run(resolve('node_modules/.bin/nx'), options, { cwd: '.' });
}

async function rehearse(): Promise<void> {
  await build();
  const copy = await copyWorkspace(lab, 'workspace');
  const all = manifests(copy);
  const names = published(all);

  const registry = await openRegistry(lab, ['@sora-particles/*', '@acme/*', THIRD_PARTY]);
  await report(
    'a registry that fails while we publish',
    () => publishHalf(lab, copy, registry),
    true,
  );
  await report('publishing again', () => publishRest(lab, copy, registry), true);

  for (const name of names) {
    const manifest = all.get(name);
    if (manifest === undefined) continue;
    await report(`${name} installed alone`, () => {
      const folder = project(lab, `alone${name.slice(name.indexOf('/'))}`);
      return lab.within(folder, () => installAlone(lab, folder, manifest));
    });
  }
  await use();

  for (const runner of ['node', 'vitest', 'jest']) {
    const folder = join(lab.folder, `with-${runner}`);
    await report(`a particle is created, with ${runner}`, () =>
      lab.within(folder, () => checkParticle(lab, folder, runner)),
    );
  }
  await report('an application is created', () => checkApplication(lab));
  await report("somebody else's particle is published", () => publishThirdParty(lab));
  await report("somebody else's particle is composed with ours", () => composeThirdParty(lab));

  for (const bump of ['patch', 'minor', 'major'] as const) {
    await report(`a ${bump} version of combinator-core`, () =>
      rehearseBump(lab, copy, '@sora-particles/combinator-core', bump),
    );
  }
  await report('a major version of particle-testkit', () =>
    rehearseBump(lab, copy, '@sora-particles/particle-testkit', 'major'),
  );
  await report('a major version of graph-engine', () =>
    rehearseBump(lab, copy, '@sora-particles/graph-engine', 'major'),
  );
}

/** Uses what was published, from Node, from compilers and from browsers. */
async function use(): Promise<void> {
  const consumer = await makeConsumer(lab);
  const tools = await userTools(lab);
  let reference: number[] | undefined;
  await report(
    'used as ES modules',
    async () => compareNumbers((reference = numbersIn(await lab.node(consumer, 'module.mjs')))),
    true,
  );
  await report('used as CommonJS', async () =>
    compareNumbers(numbersIn(await lab.node(consumer, 'common.cjs')), reference),
  );
  const compilers = [
    ['5.9', `${tools}/node_modules/typescript-5`],
    ['6.0', resolve('node_modules/typescript')],
    ['7.0', resolve('node_modules/typescript-7')],
  ] as const;
  for (const [version, folder] of compilers) {
    for (const resolution of ['nodenext', 'bundler']) {
      await report(`type-checked by TypeScript ${version}, ${resolution}`, async () => {
        const said = await lab.node(consumer, `${folder}/bin/tsc`, '--version');
        if (!said.includes(`Version ${version}`)) throw new Error(`that is ${said}`);
        await lab.node(consumer, `${folder}/bin/tsc`, '-p', `tsconfig.${resolution}.json`);
        return said.trim();
      });
    }
  }
  const chromium = findChromium();
  if (chromium.path === undefined) {
    console.log(
      `skipped: Vite and webpack in a browser, as there is no Chromium: ${chromium.reason}`,
    );
    return;
  }
  const { path } = chromium;
  for (const [name, bundle] of [
    ['Vite', bundleWithVite],
    ['webpack', bundleWithWebpack],
  ] as const) {
    await report(`used in Chromium, bundled with ${name}`, async () => {
      const site = await bundle(lab, consumer, tools);
      const same = compareNumbers(await numbersOf(site, path), reference);
      return `${same}; ${sizeOfSite(site)}`;
    });
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A second one, while the folder is removed, must not end that.
  process.on(signal, () => {
    console.log('stopping: removes what it has made');
    lab.close();
    console.log('stopped; nothing is left behind');
    process.exit(130);
  });
}
try {
  await rehearse();
} catch (error) {
  failed++;
  console.log(`FAILED: ${messageOf(error)}`);
} finally {
  lab.close();
}
console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
