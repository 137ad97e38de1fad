import { rmSync } from 'node:fs';
import { main } from '../src/cli/main.ts';
import { makeWorld, type World } from './fakes/world.ts';

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => {
  rmSync(world.folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const [out, log]: [string[], string[]] = [[], []];
  const code = await main(
    [...argv, '--project', world.project, '--cache', world.cache],
    world.machine,
    { out: (line) => out.push(line), log: (line) => log.push(line) },
  );
  return { code, out: out.join('\n'), log: log.join('\n') };
}

test('--check tells and changes nothing; after a set-up it is content', async () => {
  const before = await run('--check');
  expect(before).toMatchObject({ code: 1, log: '' });
  expect(before.out).toMatch(/^not ready: @tensorflow\/tfjs-node not installed\n/);
  expect(world.calls()).toEqual([]);
  expect((await run()).out).toMatch(/^ready: .* 2\.21\.0 in /);
  expect(await run('--check')).toMatchObject({
    code: 0,
    out: 'ready: @tensorflow/tfjs-node 4.22.0 with TensorFlow 2.21.0',
  });
});

test('--json prints one object, whatever happens', async () => {
  world.command('g++', undefined);
  expect(JSON.parse((await run('--check', '--json')).out)).toMatchObject({
    ready: false,
    missing: [{ what: 'a C++ compiler' }],
  });
  const failed = await run('--json');
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.out)).toMatchObject({ ready: false, error: { code: 'tool-missing' } });
});

test.each([['--nonsense'], ['--wheel']])('%s alone is refused with the usage', async (...argv) => {
  const { code, log } = await run(...argv, ...(argv[0] === '--wheel' ? ['--check'] : []));
  expect(code).toBe(2);
  expect(log).toContain('Usage: sora-native');
});

test('--help', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, log: '' });
});
