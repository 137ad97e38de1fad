import { ParticleError } from '@sora-particles/combinator-core';
import { runMain, UsageError } from '../src/run-main.ts';

let said: jest.SpyInstance;
beforeEach(() => {
  said = jest.spyOn(console, 'error').mockImplementation();
});
afterEach(() => {
  process.exitCode = 0;
  said.mockRestore();
});

test.each([
  [new UsageError('--epochs must be more'), 2, '--epochs must be more (see --help)'],
  [new ParticleError({ code: 'data-empty', summary: 'there is nothing' }), 1, 'there is nothing'],
])('%s is told in words', async (error, code, line) => {
  await runMain(() => Promise.reject(error));
  expect(process.exitCode).toBe(code);
  expect(said).toHaveBeenCalledWith(expect.stringContaining(line));
});

test('a bug is not hidden', async () => {
  await expect(runMain(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
});
