import { PassThrough } from 'node:stream';
import { askTerminal } from '../src/cli/ask-terminal.ts';

/** A terminal at which somebody types `keys`, all at once, as soon as a question is there. */
function terminal(keys: string) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    if (shown === '') setTimeout(() => input.write(keys), 10);
    shown += chunk.toString();
  });
  const controller = new AbortController();
  return { ask: askTerminal(input, output, controller.signal), controller, shown: () => shown };
}

const name = {
  message: 'Name?',
  check: (text: string) => (text === 'bad' ? 'not that' : undefined),
};
const runner = {
  message: 'Runner?',
  choices: [
    { value: 'node', label: 'Node' },
    { value: 'jest', label: 'Jest' },
  ],
};

test('a line is typed', async () => {
  const { ask, shown } = terminal('blur\r');
  expect(await ask.text(name)).toBe('blur');
  expect(shown()).toContain('Name?');
});

test('what is there is taken with Enter', async () => {
  expect(await terminal('\r').ask.text({ ...name, initial: 'MIT' })).toBe('MIT');
});

test('what is wrong is told, and can be typed again', async () => {
  const { ask, shown } = terminal('bad\r\x7f\x7f\x7fgood\r');
  expect(await ask.text(name)).toBe('good');
  expect(shown()).toContain('not that');
});

test('a choice is made with the arrows', async () => {
  expect(await terminal('\r').ask.select(runner)).toBe('node');
  expect(await terminal('\x1b[B\r').ask.select(runner)).toBe('jest');
});

test.each(['text', 'select'] as const)('Ctrl-C ends a %s', async (kind) => {
  const { ask } = terminal('\x03');
  expect(await (kind === 'text' ? ask.text(name) : ask.select(runner))).toBeUndefined();
});

test('a signal ends it', async () => {
  const { ask, controller } = terminal('');
  setTimeout(() => controller.abort(), 30);
  expect(await ask.text(name)).toBeUndefined();
});
