import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables } from '@sora-particles/combinator-core';
import { fit, type FitEvent, type FitOptions } from '@sora-particles/optimizer';
import { progressBar, type OutputStream } from '@sora-particles/optimizer/terminal';
import { PassThrough } from 'node:stream';
import { formatFigure, formatSeconds, formatSpeed } from '../src/terminal/figures.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem } from './support/problem.ts';
import { expectRefusal } from './support/refusal.ts';

expectNoLeak();

/** A stream that remembers, and what a terminal would show of it. */
function screen(isTTY: boolean, columns = 200) {
  let text = '';
  const stream: OutputStream & { columns: number } = Object.assign(new PassThrough(), {
    isTTY,
    columns,
  });
  (stream as unknown as PassThrough).on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream, raw: () => text, lines: () => show(text) };
}

const CONTROL = new RegExp(String.raw`^${'\x1B'}(7|8|\[\d*[GK])`);

/** Plays text and the few control sequences that are in use. */
function show(text: string): string[] {
  const lines = [''];
  let [row, column] = [0, 0];
  let saved = [0, 0] as [number, number];
  const put = (character: string): void => {
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column++;
  };
  for (let at = 0; at < text.length;) {
    const [sequence, body = ''] = CONTROL.exec(text.slice(at)) ?? [''];
    const character = text[at]!;
    at += sequence === '' ? 1 : sequence.length;
    if (body === '7') saved = [row, column];
    else if (body === '8') [row, column] = saved;
    else if (body.endsWith('G')) column = Number(body.slice(1, -1)) - 1;
    else if (body.endsWith('K')) lines[row] = (lines[row] ?? '').slice(0, column);
    else if (character === '\n') {
      [row, column] = [row + 1, 0];
      lines[row] ??= '';
    } else put(character);
  }
  return lines.map((line) => line.trimEnd());
}

async function run(stream: OutputStream, changes: Partial<FitOptions> = {}): Promise<void> {
  const options = problem({ validationData: points(20, 2), ...changes });
  const show = progressBar({ stream });
  const also = changes.onEvent;
  try {
    const { variables } = await fit({
      ...options,
      onEvent: (event) => {
        show(event);
        return also?.(event);
      },
    });
    disposeVariables(variables);
  } finally {
    disposeVariables(options.variables);
  }
}

const number = String.raw`\d+\.\d{4}`;
const figures = `loss ${number}  accuracy ${number}  val_loss ${number}  val_accuracy ${number}`;
const tail = String.raw`[\d,.]+ examples/s  [\d.]+ s`;

describe('in a terminal', () => {
  test('there is a line for each epoch, with its bar and the figures of the validation', async () => {
    const { stream, lines } = screen(true);
    await run(stream);
    expect(lines()).toHaveLength(3);
    for (const [i, line] of lines().slice(0, 2).entries()) {
      const pattern = String.raw`^Epoch ${i + 1}/2  \[={20}\]  ${figures}  ${tail}$`;
      expect(line).toMatch(new RegExp(pattern));
    }
    expect(lines()[2]).toBe('');
  });

  test('the bar grows while it trains, and tells the time left', async () => {
    const { stream, raw } = screen(true);
    const wait = () => new Promise((resolve) => setTimeout(resolve, 110));
    await run(stream, {
      epochs: 1,
      onEvent: ({ type }) => (type === 'batchEnd' ? wait() : undefined),
    });
    const pattern = String.raw`Epoch 1/1  \[=+-+\] [12]/3  loss .* examples/s  ETA [\d.]+ s`;
    expect(raw()).toMatch(new RegExp(pattern));
  });

  test('a line is never wider than the terminal', async () => {
    const { stream, lines } = screen(true, 40);
    await run(stream);
    expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines()).toHaveLength(3);
  });

  test.each<[string, Partial<FitOptions>]>([
    ['an abort', { onEvent: stopAt() }],
    ['an error', { onEvent: failAt() }],
  ])('%s leaves nothing behind: no hidden cursor, no timer', async (_, changes) => {
    const controller = new AbortController();
    const { stream, raw, lines } = screen(true);
    const options = { ...changes, signal: controller.signal };
    aborts.set(options.onEvent!, controller);
    await run(stream, options).catch(() => undefined);
    const atEnd = raw();
    expect(lines().at(-1)).toBe('');
    expect(atEnd).not.toContain('\x1B[?');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(raw()).toBe(atEnd);
  });
});

describe('where there is no terminal', () => {
  test('there is a plain line for each epoch', async () => {
    const { stream, raw } = screen(false);
    await run(stream);
    const [first, second, rest] = raw().split('\n');
    expect(first).toMatch(new RegExp(`^Epoch 1/2  ${figures}  ${tail}$`));
    expect(second).toMatch(new RegExp(`^Epoch 2/2  ${figures}  ${tail}$`));
    expect(rest).toBe('');
    expect(raw()).not.toContain('\x1B');
  });

  test('long epochs tell how far they are now and then', () => {
    const { stream, raw } = screen(false);
    const handle = progressBar({ stream, secondsBetweenLines: 10 });
    const common = { type: 'batchEnd', epoch: 1, epochs: 12, batches: 100 } as const;
    const rates = { loss: 1, figures: { loss: 1 }, examplesPerSecond: 10, eta: 75 };
    handle({ type: 'epochStart', epoch: 1, epochs: 12, batches: 100 });
    for (let batch = 1; batch <= 5; batch++) {
      handle({ ...common, ...rates, batch, step: batch, size: 50 } satisfies FitEvent);
    }
    expect(raw().trimEnd().split('\n')).toEqual([
      'Epoch  1/12  batch 2/100  loss 1.0000  10 examples/s  ETA 1:15 min',
      'Epoch  1/12  batch 4/100  loss 1.0000  10 examples/s  ETA 1:15 min',
    ]);
  });
});

test('numbers are written for people', () => {
  expect([0, 0.5, 12.34567, 0.00012, 1234567, NaN].map(formatFigure)).toEqual([
    '0.0000',
    '0.5000',
    '12.3457',
    '1.20e-4',
    '1.23e+6',
    'NaN',
  ]);
  expect([0.04, 9.96, 12.3, 65, 3725].map(formatSeconds)).toEqual([
    '0.0 s',
    '10.0 s',
    '12 s',
    '1:05 min',
    '1:02:05 h',
  ]);
  expect([1.25, 12345.6].map(formatSpeed)).toEqual(['1.3 examples/s', '12,346 examples/s']);
});

test('refuses options that there are not', () => {
  expectRefusal(() => progressBar({ width: 3 } as never), { code: 'option-unknown' });
  expectRefusal(() => progressBar({ stream: 3 } as never), { code: 'option-invalid' });
});

const aborts = new Map<object, AbortController>();

function stopAt() {
  const handle = (event: FitEvent): void => {
    if (event.type === 'batchEnd' && event.batch === 2) aborts.get(handle)?.abort();
  };
  return handle;
}

function failAt() {
  return (event: FitEvent): void => {
    if (event.type === 'batchEnd' && event.batch === 2) throw new RangeError('mine');
  };
}
