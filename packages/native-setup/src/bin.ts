#!/usr/bin/env node
import { main } from './cli/main.ts';
import { thisMachine } from './machine.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    controller.abort(name);
  });
}

void main(
  process.argv.slice(2),
  thisMachine(),
  {
    out: (line) => process.stdout.write(`${line}\n`),
    log: (line) => process.stderr.write(`${line}\n`),
  },
  controller.signal,
).then((code) => {
  process.exitCode = code;
});
