import { BenchError } from '../bench-error.ts';
import { entrantNames } from '../entrants.ts';
import { readOptions } from '../options.ts';

const read = (line: string) =>
  readOptions(['node', 'main.ts', ...line.split(' ').filter((word) => word !== '')]);

test.each([
  { line: '', expected: { quick: false } },
  { line: '--quick', expected: { quick: true } },
  { line: '--only train', expected: { quick: false, only: ['train'] } },
  { line: '--only train,overhead', expected: { quick: false, only: ['train', 'overhead'] } },
  {
    line: '--contestants sora-cpu,keras-jax',
    expected: { quick: false, contestants: ['sora-cpu', 'keras-jax'] },
  },
  {
    line: '--json a.json --markdown=b.md --date 2026-11-25',
    expected: { quick: false, json: 'a.json', markdown: 'b.md', date: '2026-11-25' },
  },
  { line: '--date 2026', expected: { quick: false, date: '2026' } },
  {
    line: '--peers venv/bin/python --onnxruntime ort',
    expected: { quick: false, peers: 'venv/bin/python', onnxruntime: 'ort' },
  },
])("'$line' is read", ({ line, expected }) => {
  expect(read(line)).toEqual(expected);
});

test.each([
  { line: '--fast', message: "unknown option '--fast'" },
  { line: 'train', message: "unused args: 'train'" },
  { line: '--only', message: "option '--only <parts>' value is missing" },
  { line: '--only training', message: "--only: there is no 'training'; there are train, epoch" },
  { line: '--only train,', message: "--only: there is no ''" },
  { line: '--contestants sora', message: "--contestants: there is no 'sora'; there are sora-wasm" },
  { line: '--json a --json b', message: '--json must be given once, with a value' },
])("'$line' is refused in one line", ({ line, message }) => {
  const reading = () => read(line);
  expect(reading).toThrow(BenchError);
  expect(reading).toThrow(message);
});

test('help lists every option and contestant, and starts nothing', () => {
  const info = jest.spyOn(console, 'info').mockReturnValue();
  expect(read('--help')).toBeUndefined();
  const text = String(info.mock.calls[0]?.[0]);
  const options = '--quick --only --contestants --onnxruntime --peers --json --markdown --date';
  for (const word of [...options.split(' '), ...entrantNames]) expect(text).toContain(word);
  info.mockRestore();
});
