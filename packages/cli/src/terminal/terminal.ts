import { visible, visibleJson, visibleJsonLine } from './visible.ts';

/** How a part of a line looks where there are colours. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A part of a line: text, or text with a style. */
export type Part = string | { readonly style: Style; readonly text: string };

/** A stream that lines go to. */
export type Stream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Where a command prints. Nothing that it is given can control the terminal. */
export interface Terminal {
  /** Characters in a line; 80 where there is no terminal. */
  readonly columns: number;
  /** Where progress is shown: standard error. */
  readonly progress: Stream;
  /** A line of the result. Line feeds in it begin new lines. */
  line(...parts: readonly Part[]): void;
  /** A line about what goes on, on standard error. */
  note(...parts: readonly Part[]): void;
  /** The result as JSON. */
  json(value: unknown): void;
  /** One result of several as JSON on a line of its own. */
  jsonLine(value: unknown): void;
}

/** What {@link createTerminal} takes. */
export interface TerminalOptions {
  /** For results. */
  readonly out: Stream;
  /** For what goes on, and for errors. */
  readonly err: Stream;
  /** The variables of the environment: `NO_COLOR`, `FORCE_COLOR` and `TERM` are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** A terminal on two streams, with colours only where a person looks and has not switched them off. */
export function createTerminal({ out, err, env }: TerminalOptions): Terminal {
  const write = (stream: Stream, parts: readonly Part[]): void => {
    const coloured = hasColours(stream, env);
    stream.write(`${parts.map((part) => painted(part, coloured)).join('')}\n`);
  };
  return {
    columns: out.isTTY === true ? Math.max(40, out.columns ?? 80) : 80,
    progress: err,
    line: (...parts) => {
      write(out, parts);
    },
    note: (...parts) => {
      write(err, parts);
    },
    json: (value) => void out.write(`${visibleJson(value)}\n`),
    jsonLine: (value) => void out.write(`${visibleJsonLine(value)}\n`),
  };
}

function hasColours(stream: Stream, env: TerminalOptions['env']): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

function painted(part: Part, coloured: boolean): string {
  const text = typeof part === 'string' ? part : part.text;
  const shown = text.split('\n').map(visible).join('\n');
  if (typeof part === 'string' || !coloured) return shown;
  const [on, off] = CODES[part.style];
  return `\u001b[${on}m${shown}\u001b[${off}m`;
}
