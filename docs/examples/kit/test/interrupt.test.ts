import { INTERRUPTED, onInterrupt } from '../src/interrupt.ts';

test('the first Ctrl-C asks for an end, the second ends at once', () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation();
  const lines: string[] = [];
  let time = 10_000;
  const { signal, dispose } = onInterrupt(
    (line) => lines.push(line),
    () => time,
  );

  process.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  expect(lines.join()).toContain('Stopping after this batch');

  // npm hands the same keypress on.
  time += 40;
  process.emit('SIGINT');
  expect(exit).not.toHaveBeenCalled();

  time += 2000;
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(INTERRUPTED);
  expect(lines).toHaveLength(1);

  dispose();
  expect(process.listeners('SIGINT')).toEqual([]);
  exit.mockRestore();
});
