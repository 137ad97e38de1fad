#!/usr/bin/env node
import { main } from './cli/main.ts';
import { askTerminal } from './cli/ask-terminal.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    controller.abort(name);
  });
}

const interactive = process.stdin.isTTY && process.stdout.isTTY;

void main(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  log: (line) => process.stderr.write(`${line}\n`),
  ask: interactive ? askTerminal(process.stdin, process.stdout, controller.signal) : undefined,
  signal: controller.signal,
}).then((code) => {
  process.exitCode = code;
});
