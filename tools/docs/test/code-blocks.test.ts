import { codeBlocks, programs } from '../code-blocks.ts';

const fence = '```';
const block = (flags: string, code: string) => `${fence}ts ${flags}\n${code}\n${fence}\n`;
const codeOf = (markdown: string) =>
  programs(codeBlocks('x.md', markdown)).map((blocks) => blocks.map(({ code }) => code.trim()));

test('a block is a program of its own, unless it continues the one before', () => {
  expect(codeOf(block('', 'a') + block('continued', 'b') + block('', 'c'))).toEqual([
    ['a', 'b'],
    ['c'],
  ]);
});

test('what must not compile continues a program that goes on without it', () => {
  const text = block('', 'a') + block('continued refused', 'wrong') + block('continued', 'b');
  expect(codeOf(text)).toEqual([
    ['a', 'b'],
    ['a', 'wrong'],
  ]);
});

test('what cannot run is a program, too: its types are checked', () => {
  expect(codeOf(block('no-run', 'a') + block('', 'b'))).toEqual([['a'], ['b']]);
});
