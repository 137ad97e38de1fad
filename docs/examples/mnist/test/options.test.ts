import { availableParallelism } from 'node:os';
import { UsageError } from '@sora-particles/example-kit';
import { readOptions } from '../src/options.ts';

const read = (...words: readonly string[]) => readOptions(['node', 'main.ts', ...words], 'out');

const defaults = {
  epochs: 10,
  batchSize: 32,
  seed: 1,
  backend: undefined,
  workers: Math.min(4, availableParallelism()),
  recognizer: 'digits',
  limit: undefined,
  augment: false,
  out: 'out',
  json: undefined,
};

test('without options, the defaults', () => {
  expect(read()).toEqual(defaults);
});

test('every option is read', () => {
  const line =
    '--epochs 10 --batch-size=64 --seed 0 --backend cpu --workers 3 --recognizer lenet --limit 500 --augment --out a/b --json c.json';
  expect(read(...line.split(' '))).toEqual({
    epochs: 10,
    batchSize: 64,
    seed: 0,
    backend: 'cpu',
    workers: 3,
    recognizer: 'lenet',
    limit: 500,
    augment: true,
    out: 'a/b',
    json: 'c.json',
  });
});

test.each([
  { line: '--workers 0', message: "--workers must be a whole number from 1 to 64, not '0'" },
  { line: '--epochs ten', message: "--epochs must be a whole number from 1 to 1000, not 'ten'" },
  { line: '--epochs 0', message: "--epochs must be a whole number from 1 to 1000, not '0'" },
  { line: '--epochs 1.5', message: "--epochs must be a whole number from 1 to 1000, not '1.5'" },
  {
    line: '--epochs 1 --epochs 2',
    message: "--epochs must be a whole number from 1 to 1000, not '1 and 2'",
  },
  { line: '--epochs', message: "option '--epochs <n>' value is missing" },
  {
    line: '--batch-size 0',
    message: "--batch-size must be a whole number from 1 to 10000, not '0'",
  },
  { line: '--seed=-1', message: "--seed must be a whole number from 0, not '-1'" },
  { line: '--limit NaN', message: "--limit must be a whole number from 1 to 60000, not 'NaN'" },
  {
    line: '--recognizer x',
    message: "--recognizer must be one of digits, lenet, resnet, mobilenet, not 'x'",
  },
  {
    line: '--recognizer toString',
    message: "--recognizer must be one of digits, lenet, resnet, mobilenet, not 'toString'",
  },
  { line: '--augment=yes', message: "unused args: 'yes'" },
  { line: '--epoch 3', message: "unknown option '--epoch'" },
  { line: '--learning-rate 3', message: "unknown option '--learning-rate'" },
  { line: 'train', message: "unused args: 'train'" },
])('$line is refused in one line', ({ line, message }) => {
  const reading = () => read(...line.split(' '));
  expect(reading).toThrow(UsageError);
  expect(reading).toThrow(message);
});

test('help lists every option and starts nothing', () => {
  const info = jest.spyOn(console, 'info').mockReturnValue();
  expect(read('--help')).toBeUndefined();
  const text = String(info.mock.calls[0]?.[0]);
  const options =
    '--epochs --batch-size --seed --backend --recognizer --limit --augment --out --json';
  for (const option of options.split(' ')) expect(text).toContain(option);
  info.mockRestore();
});
