import { BenchError } from '../bench-error.ts';
import { compare } from '../measure/compare.ts';
import { startChild } from '../measure/child.ts';
import { callRoll } from '../measure/roll-call.ts';
import { answeringProcess, scriptOf } from './fake-process.ts';
import { task } from './support.ts';

const about = { ok: true, about: 'a fake' };

test('lines that are no answers are passed over', async () => {
  const child = startChild(answeringProcess({ available: about }, 'print a line of its own'));
  expect(await child.ask({ ask: 'available' })).toEqual(about);
  await child.stop();
});

test('a process that ends by itself says why', async () => {
  const child = startChild(scriptOf("console.error('OutOfLuck: no more'); process.exit(3)"));
  await expect(child.ask({ ask: 'available' })).rejects.toThrow(
    new BenchError('ended (3): OutOfLuck: no more'),
  );
  // And again, where there is nobody left to ask.
  await expect(child.ask({ ask: 'check' })).rejects.toThrow('ended (3)');
  await child.stop();
});

test('a program that is not there is no crash', async () => {
  const child = startChild({ file: 'no-such-program', args: [] });
  await expect(child.ask({ ask: 'available' })).rejects.toThrow('ENOENT');
  await child.stop();
});

test('the roll call tells who is there, and why others are not', async () => {
  const { present, absent } = await callRoll([
    { name: 'here', command: answeringProcess({ available: about }) },
    { name: 'away', command: answeringProcess({ available: { ok: false, why: 'not installed' } }) },
    { name: 'broken', command: scriptOf("throw new TypeError('x is not a function')") },
  ]);
  expect(present.map(({ entrant }) => entrant.name)).toEqual(['here']);
  expect(absent).toEqual([
    { name: 'away', why: 'not installed' },
    { name: 'broken', why: 'ended (1): TypeError: x is not a function' },
  ]);
});

test('all are measured in as many runs as make a turn, and those who cannot are told', async () => {
  const entrants = [
    { name: 'slow', command: answeringProcess({ msEach: 50 }) },
    { name: 'fast', command: answeringProcess({ msEach: 2 }) },
    { name: 'choosy', command: answeringProcess({ open: { refused: 'inference only' } }) },
    { name: 'broken', command: scriptOf("throw new RangeError('too deep')") },
  ];
  const effort = { rounds: 3, turnMs: 100, warmUp: 10 };
  const { measured, absent } = await compare(task(), 'folder', entrants, effort);
  // The fake tells as its check how many runs there were: warm-up, then 3 rounds.
  expect(measured).toEqual([
    { name: 'slow', ms: [50, 50, 50], cpuMs: [100, 100, 100], firstMs: 50, check: 10, peakMb: 16 },
    { name: 'fast', ms: [2, 2, 2], cpuMs: [4, 4, 4], firstMs: 2, check: 10, peakMb: 160 },
  ]);
  expect(absent).toEqual([
    { name: 'choosy', why: 'inference only' },
    { name: 'broken', why: 'ended (1): RangeError: too deep' },
  ]);
});
