import { shellCommands } from '../shell-lines.ts';

const words = (text: string) => shellCommands('x.md', text).map((command) => command.words);

test('finds commands in blocks and in the text, without comments, prompts and what they print', () => {
  const text = [
    'Run `npm run docs`.',
    '```sh',
    'npm init -y && npm pkg set type=module # begins',
    'jq . all.json | sora run "models/two words" -',
    '```',
    '```console',
    '$ sora check net.yaml',
    'sora printed this',
    '```',
    '```ts',
    'sora.train();',
    '```',
  ].join('\n');
  expect(words(text)).toEqual([
    ['npm', 'run', 'docs'],
    ['npm', 'init', '-y'],
    ['npm', 'pkg', 'set', 'type=module'],
    ['jq', '.', 'all.json'],
    ['sora', 'run', 'models/two words', '-'],
    ['sora', 'check', 'net.yaml'],
  ]);
});

test('tells the line', () => {
  expect(shellCommands('x.md', '\n```sh\nls\n```')[0]).toMatchObject({ file: 'x.md', line: 3 });
});
