import { resolve } from 'node:path';
import { toMermaid } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { text, wholeNumber } from '../cli/values.ts';
import { toSvg } from '../drawing/to-svg.ts';
import { writeWhole } from '../files/write-file.ts';
import { noLoad, openToLook, titled } from './shared.ts';

/** `sora draw`: a picture of a composition. */
export const draw: Command = {
  name: 'draw',
  summary: 'draw a composition as a flow chart',
  args: [{ name: 'file' }],
  options: [
    {
      name: 'format',
      value: 'format',
      description: 'of the picture (default mermaid)',
      choices: ['mermaid', 'svg'],
    },
    {
      name: 'depth',
      value: 'n',
      description: 'how many levels of compositions are opened (default all)',
    },
    { name: 'out', value: 'file', description: 'write it there (default: print it)' },
    noLoad,
  ],
  examples: ['sora draw digits.yaml', 'sora draw digits.yaml --format svg --out digits.svg'],
  async run(invocation) {
    const { terminal, options, json, folder } = invocation;
    const depth = wholeNumber(options, 'depth', 0, undefined);
    const particle = titled(await openToLook(invocation));
    const format = text(options, 'format') ?? 'mermaid';
    const shown = depth === undefined ? {} : { depth };
    const picture = format === 'svg' ? await toSvg(particle, shown) : toMermaid(particle, shown);
    const out = text(options, 'out');
    if (out !== undefined) {
      await writeWhole(resolve(folder, out), picture.endsWith('\n') ? picture : `${picture}\n`);
    }
    if (json) terminal.json({ format, ...(out === undefined ? { picture } : { out }) });
    else if (out === undefined) terminal.line(picture.trimEnd());
    else terminal.line(`Written: ${out}`);
    return exitCodes.ok;
  },
};
