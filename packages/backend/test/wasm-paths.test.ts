// In a file of its own: a wasm backend that did not start cannot be started again in the same process.
import { selectBackend } from '../src/index.ts';

test('a folder without the .wasm files is told, and what comes next is used', async () => {
  const error = jest.spyOn(console, 'error').mockReturnValue();
  const warn = jest.spyOn(console, 'warn').mockReturnValue();
  const notices: string[] = [];
  const { name, tried } = await selectBackend({
    prefer: ['wasm', 'cpu'],
    wasmPaths: '/nowhere',
    onNotice: (notice) => notices.push(notice),
  });
  const reason = "does not start: are its .wasm files at '/nowhere/'?";
  expect(name).toBe('cpu');
  expect(tried).toEqual([{ name: 'wasm', reason }]);
  expect(notices[0]).toBe(`wasm: ${reason}`);
  // What Emscripten's loader left behind when it gave up, see emscripten-listeners.ts.
  expect(process.listeners('uncaughtException').map(String)).not.toContainEqual(
    expect.stringContaining('ExitStatus'),
  );
  error.mockRestore();
  warn.mockRestore();
});
