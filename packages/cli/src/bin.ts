#!/usr/bin/env node
import { onInterrupt } from './cli/interrupt.ts';
import { main } from './cli/main.ts';
import { createTerminal } from './terminal/terminal.ts';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal = createTerminal({ out: process.stdout, err: process.stderr, env: process.env });
const signal = onInterrupt((line) => {
  terminal.note(line);
});

void main(process.argv.slice(2), {
  terminal,
  folder: process.cwd(),
  signal,
  stdin: process.stdin,
}).then((code) => {
  process.exitCode = code;
});
