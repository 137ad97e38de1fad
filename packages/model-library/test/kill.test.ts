import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRegistry, combinatorKinds, disposeVariables } from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import '@tensorflow/tfjs-backend-cpu';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { bundle } from './support/bundle.ts';
import { newFolder } from './support/folders.ts';
import { scaled, seconds, seeded } from './support/scale.ts';

/** Row 6 of the reliability table: 200 kills, or as many as fit in 15 s; 5,000 in a long run. */
const KILLS = scaled(200, 5_000);
const BUDGET = seconds(15, 24 * 3600);

const registry = createRegistry([...combinatorKinds, ...elementaryKinds]);

/** Starts a saver and kills it some milliseconds after it said so many lines: `ready`, `saved` ... */
async function killed(
  program: string,
  folder: string,
  first: number,
  lines: number,
  delay: number,
): Promise<readonly (readonly [version: number, value: number])[]> {
  const child: ChildProcess = spawn(process.execPath, [program, folder, String(first)]);
  let output = '';
  const said = new Promise<void>((resolve) => {
    child.stdout!.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.split('\n').length > lines) resolve();
    });
  });
  const closed = once(child, 'close');
  await Promise.race([said, closed]);
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill('SIGKILL');
  await closed;
  expect(output).not.toContain('failed');
  return [...output.matchAll(/^saved (\d+) (\d+)$/gm)].map(
    ([, version, value]) => [Number(version), Number(value)] as const,
  );
}

test(
  `${KILLS} savers killed at random moments lose nothing that was acknowledged and tear nothing`,
  async () => {
    const folder = await newFolder();
    const program = bundle('saver', await newFolder());
    const library = createLibrary(fileStore(folder));
    const next = seeded(6);
    const acknowledged = new Map<number, number>();
    const begin = performance.now();
    let kills = 0;
    let value = 1;
    let checked = 0;

    const check = async (): Promise<void> => {
      const versions = await library.versions('m');
      for (const version of acknowledged.keys()) expect(versions).toContain(version);
      for (const version of versions.filter((each) => each > checked)) {
        const { variables } = await library.load('m', { registry, version });
        const data = variables['layer/kernel']!.value.dataSync();
        const wanted = acknowledged.get(version) ?? data[0];
        expect(data.every((each) => each === wanted)).toBe(true);
        disposeVariables(variables);
        checked = version;
      }
    };

    while (kills < KILLS && performance.now() - begin < BUDGET) {
      const lines = 1 + Math.floor(next() * 4);
      const saved = await killed(program, folder, value, lines, next() * 20);
      for (const [version, each] of saved) acknowledged.set(version, each);
      value += saved.length + 1;
      kills++;
      if (kills % 10 === 0) await check();
    }
    await check();
    expect(kills).toBeGreaterThan(10);
    expect(acknowledged.size).toBeGreaterThan(kills / 4);
    const reports = await library.verify('m');
    expect(reports.filter(({ status }) => status === 'broken')).toEqual([]);
    const store = fileStore(folder);
    const lock = await store.lock('m');
    await lock.release();
  },
  BUDGET * 3 + 60_000,
);
