import { INTERRUPTED, onInterrupt } from '../src/interrupt.ts';

test('the first Ctrl-C asks for an end, the second ends at once', () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation();
  const lines: string[] = [];
  const { signal, dispose } = onInterrupt((line) => lines.push(line));

  process.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  expect(lines.join()).toContain('Stopping after this batch');

  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(INTERRUPTED);
  expect(lines).toHaveLength(1);

  dispose();
  expect(process.listeners('SIGINT')).toEqual([]);
  exit.mockRestore();
});
