import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ask } from '../src/cli/ask.ts';
import { main } from '../src/cli/main.ts';
import { useFolder } from './support/folder.ts';

const folder = useFolder();

/** Answers in order; `undefined` is Ctrl-C. */
function answering(...answers: (string | undefined)[]): Ask & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    text: ({ message, initial, check }) => {
      asked.push(message);
      const answer = answers.shift();
      const taken = answer === '' ? (initial ?? '') : answer;
      const problem = taken === undefined ? undefined : check(taken);
      return problem === undefined ? Promise.resolve(taken) : Promise.reject(new Error(problem));
    },
    select: ({ message, choices }) => {
      asked.push(message);
      const answer = answers.shift();
      return Promise.resolve(answer === '' ? choices[0]?.value : answer);
    },
  };
}

async function run(argv: readonly string[], ask?: Ask, signal?: AbortSignal) {
  const [out, log]: [string[], string[]] = [[], []];
  const code = await main(argv, {
    out: (line) => out.push(line),
    log: (line) => log.push(line),
    ...{ ask, ...(signal && { signal }) },
  });
  return { code, out: out.join('\n'), log: log.join('\n') };
}

const into = (...more: string[]) => ['--dir', join(folder.path, 'made'), ...more];
const manifest = () =>
  JSON.parse(readFileSync(join(folder.path, 'made/package.json'), 'utf8')) as unknown;

test('makes what the options say, and asks nothing with --yes', async () => {
  const ask = answering();
  const { code, out, log } = await run(into('--name', '@acme/blur', '--yes'), ask);
  expect({ code, log, asked: ask.asked }).toEqual({ code: 0, log: '', asked: [] });
  expect(out).toMatch(/\n {2}cd \S*made\n {2}npm install\n {2}npm run check$/);
  expect(manifest()).toMatchObject({ name: '@acme/blur' });
});

test('asks for what is left open, and for nothing else', async () => {
  const ask = answering('', 'MIT', 'Ada', 'vitest');
  const { code } = await run(into('--name', 'blur'), ask);
  expect(code).toBe(0);
  expect(ask.asked.map((message) => message.split(/\W/)[0])).toEqual([
    'What',
    'Licence',
    'Author',
    'What',
  ]);
  expect(manifest()).toMatchObject({
    license: 'MIT',
    author: 'Ada',
    scripts: { test: 'vitest run' },
  });
});

test('an application can be asked for, and no author named', async () => {
  const { code, out } = await run(into(), answering('shapes', 'application', '', '', ''));
  expect(code).toBe(0);
  expect(out).toMatch(/npm run train$/);
  expect(manifest()).toMatchObject({ name: 'shapes', private: true });
});

test('an answer that cannot be is refused while it is typed', async () => {
  await expect(run(into(), answering('A B'))).rejects.toThrow('cannot be the name');
  await expect(run(into(), answering('a', '', '"'))).rejects.toThrow('SPDX');
});

test.each([0, 1, 2, 3, 4])('Ctrl-C at question %i makes nothing', async (index) => {
  const answers = ['blur', '', '', '', ''].map((answer, i) => (i < index ? answer : undefined));
  expect(await run(into(), answering(...answers))).toMatchObject({ code: 130, out: '' });
  expect(folder.list()).toEqual([]);
});

test('a signal stops it', async () => {
  const stopped = await run(into('--name', 'blur', '--yes'), undefined, AbortSignal.abort());
  expect(stopped).toMatchObject({ code: 130, out: '' });
  expect(folder.list()).toEqual([]);
});

test.each([
  [['--yes'], '--name is needed'],
  [[], '--name is needed'],
  [['--nonsense'], 'Usage:'],
  [['--name'], 'Usage:'],
  [['blur'], 'Usage:'],
  [['--name', '../x', '--yes'], 'name-invalid'],
  [['--name', 'blur', '--runner', 'mocha', '--yes'], 'option-invalid'],
])('%j is refused with exit code 2', async (argv, message) => {
  const { code, log, out } = await run(into(...argv));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(log).toContain(message);
  expect(folder.list()).toEqual([]);
});

test('a folder that is in use is refused with exit code 1', async () => {
  mkdirSync(join(folder.path, 'made'));
  writeFileSync(join(folder.path, 'made/mine'), '');
  const { code, log } = await run(into('--name', 'blur'));
  expect(code).toBe(1);
  expect(log).toContain('choose another one with --dir');
  expect(existsSync(join(folder.path, 'made/package.json'))).toBe(false);
});

test('where the licence is to be added, it says so', async () => {
  const { out } = await run(into('--name', 'blur', '--license', 'ISC', '--yes'));
  expect(out).toContain('add a LICENSE file with the text of ISC');
});

test('--help', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, log: '' });
});
