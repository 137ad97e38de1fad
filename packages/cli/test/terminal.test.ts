import { execFileSync, spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { closest } from '../src/terminal/closest.ts';
import { createTerminal } from '../src/terminal/terminal.ts';
import { table } from '../src/terminal/table.ts';
import { visible, visibleJson } from '../src/terminal/visible.ts';
import { sora } from './support/sora.ts';

test('what cannot be seen is written out, and everything else stays', () => {
  expect(visible('a\u001b[31mb\u0000\u009b\u200b\u2028\ufeff')).toBe(
    'a\\u001b[31mb\\u0000\\u009b\\u200b\\u2028\\ufeff',
  );
  expect(visible('größer 漢字 🎉')).toBe('größer 漢字 🎉');
  const value = { 'a\u009b': ['\u202e', 'ü\n'] };
  expect(JSON.parse(visibleJson(value))).toEqual(value);
  expect(visibleJson(value)).not.toMatch(/[\u009b\u202e]/);
});

const printed = async (env: Readonly<Record<string, string>>, isTTY: boolean) => {
  const out = Object.assign(new PassThrough(), { isTTY });
  createTerminal({ out, err: out, env }).line({ style: 'red', text: 'x\u001b[0m' });
  out.end();
  return String(((await out.toArray()) as Buffer[])[0]);
};

test.each([
  ['a terminal', {}, true, '\u001b[31mx\\u001b[0m\u001b[39m\n'],
  ['a file', {}, false, 'x\\u001b[0m\n'],
  ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, 'x\\u001b[0m\n'],
  ['a dumb terminal', { TERM: 'dumb' }, true, 'x\\u001b[0m\n'],
  ['a file with FORCE_COLOR', { FORCE_COLOR: '1' }, false, '\u001b[31mx\\u001b[0m\u001b[39m\n'],
])('colours on %s', async (_title, env, isTTY, text) => {
  expect(await printed(env, isTTY)).toBe(text);
});

test('tables align, wrap their last column, and keep what does not fit', () => {
  const rows = [
    ['a', 'one two three four five six'],
    ['bcd', 'x'],
  ];
  expect(table(rows, 25)).toEqual(['a    one two three four', '     five six', 'bcd  x']);
  expect(table([], 80)).toEqual([]);
});

test('near names are offered, others are not', () => {
  expect(closest('chekc', ['check', 'cost', 'train'])).toEqual(['check']);
  expect(closest('conv', ['conv-recognizer/conv2d@1', 'x'])).toEqual(['conv-recognizer/conv2d@1']);
  expect(closest('qqqqq', ['check', 'cost'])).toEqual([]);
});

test.each([
  [[], 'sora <command>'],
  [['chek'], "there is no command 'chek'; did you mean 'check'?"],
  [['check'], '<file> is missing'],
  [['check', 'a', 'b'], "'b' is one argument too many"],
  [['check', 'a', '--strct'], 'there is no option --strct; did you mean --strict?'],
  [['check', 'a', '--strict=yes'], '--strict takes no value'],
  [['draw', 'a', '--out'], '--out needs a value: --out <file>'],
  [['draw', 'a', '--format', 'png'], "--format must be one of mermaid, svg, not 'png'"],
  [['draw', 'a', '--depth', '1', '--depth', '2'], '--depth is given twice'],
  [['draw', 'a', '--depth', '1.5'], "--depth must be a whole number from 0, not '1.5'"],
  [['cost', 'a', '--with', 'batch'], '--with must be sizes of symbols'],
  [['train', 'a', '--epochs', '0'], "--epochs must be a whole number from 1, not '0'"],
  [
    ['train', 'a', '--validation-split', '2'],
    '--validation-split must be a number above 0 and below 1',
  ],
  [['models', 'burn', 'x'], "the action must be one of list, verify, card, not 'burn'"],
  [['models', 'card'], 'the folder of a model is missing'],
  [['completion', 'csh'], 'the shell must be one of bash, zsh, fish'],
])('sora %j is wrong use: exit code 2 and one clear line', async (argv, message) => {
  const { code, out, err } = await sora('.', argv);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(message);
  expect(err).not.toMatch(/\n\s+at /);
});

test.each(['bash', 'zsh', 'fish'])(
  'the completion script of %s names all commands',
  async (shell) => {
    const { out, code } = await sora('.', ['completion', shell]);
    expect(code).toBe(0);
    for (const name of ['list', 'check', 'train', 'completion']) expect(out).toContain(name);
    // Where the shell is there, it must be able to read it.
    if (spawnSync(shell, ['--version']).status === 0) {
      execFileSync(shell, ['-n'], { input: out });
    }
  },
);

test('the completion of bash offers commands, options and choices', async () => {
  const { out } = await sora('.', ['completion', 'bash']);
  const complete = (...words: readonly string[]) =>
    execFileSync('bash', [], {
      encoding: 'utf8',
      input: `${out}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_sora; printf '%s\\n' "\${COMPREPLY[@]}"`,
    })
      .trim()
      .split('\n');
  expect(complete('sora', 'ch')).toEqual(['check']);
  expect(complete('sora', 'draw', '--fo')).toEqual(['--format']);
  expect(complete('sora', 'draw', 'x', '--format', 's')).toEqual(['svg']);
  expect(complete('sora', 'run', 'x', '--format', 'c')).toEqual(['csv']);
});
