import type { Readable, Writable } from 'node:stream';
import { select, text } from '@clack/prompts';
import type { Ask } from './ask.ts';

/** Asks at a terminal. */
export function askTerminal(input: Readable, output: Writable, signal: AbortSignal): Ask {
  const common = { input, output, signal };
  return {
    async text({ message, initial, check }) {
      const answer = await text({
        ...common,
        message,
        ...(initial !== undefined && { initialValue: initial }),
        validate: (value) => check(value ?? ''),
      });
      return answered(answer);
    },
    async select({ message, choices }) {
      const options = choices.map(({ value, label }) => ({ value, label }));
      return answered(await select<string>({ ...common, message, options }));
    },
  };
}

/** The library gives a symbol where somebody pressed Ctrl-C. */
function answered(answer: string | symbol): string | undefined {
  return typeof answer === 'string' ? answer : undefined;
}
