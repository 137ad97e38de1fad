import type { Command } from '../measure/child.ts';
import { MARK } from '../measure/protocol.ts';

/** A process that runs a script. */
export function scriptOf(script: string): Command {
  return { file: process.execPath, args: ['-e', script] };
}

/**
 * A process that answers as it is told, and for the rest as a contestant does whose runs take exactly so
 * many milliseconds, on two threads. It counts its runs.
 */
export function answeringProcess(
  told: { readonly available?: object; readonly open?: object; readonly msEach?: number },
  noise = '',
): Command {
  return scriptOf(`
    const { available, open = {}, msEach = 1 } = ${JSON.stringify(told)};
    let runs = 0;
    const answers = {
      available: () => available,
      open: () => open,
      run({ count }) {
        runs += count;
        return { ms: msEach * count, cpuMs: 2 * msEach * count };
      },
      check: () => ({ value: runs, peakMb: runs }),
    };
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      if (${JSON.stringify(noise)} !== '') console.log(${JSON.stringify(noise)});
      console.log(${JSON.stringify(MARK)} + JSON.stringify({ answer: answers[request.ask](request) }));
    });
  `);
}
