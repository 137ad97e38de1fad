import { check as checkParticle, formatPorts } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { isOn } from '../cli/values.ts';
import { howTold, noLoad, openToLook } from './shared.ts';

/** `sora check`: does a composition file fit? */
export const check: Command = {
  name: 'check',
  summary: 'check whether the particles of a composition file fit together',
  args: [{ name: 'file' }],
  options: [
    noLoad,
    { name: 'strict', description: 'refuse connections that only the call can verify' },
  ],
  examples: ['sora check digits.yaml', 'sora check digits.yaml --no-load --json'],
  async run(invocation) {
    const { terminal, json, options } = invocation;
    const opened = await openToLook(invocation);
    const { particle, loaded, byMetadata, file } = opened;
    const { counts, edges } = checkParticle(particle);
    const open = edges.filter(({ status }) => status === 'unverified');
    const fits = open.length === 0 || !isOn(options, 'strict');
    if (json) {
      const { input, output } = particle;
      terminal.json({
        fits,
        name: file.name,
        input,
        output,
        counts,
        unverified: open,
        loaded,
        byMetadata,
      });
      return fits ? exitCodes.ok : exitCodes.failed;
    }
    const mark = fits
      ? { style: 'green' as const, text: 'fits' }
      : { style: 'red' as const, text: 'not verified' };
    terminal.line(mark, `  ${file.name}`);
    terminal.line(`  in   ${formatPorts(particle.input)}`);
    terminal.line(`  out  ${formatPorts(particle.output)}`);
    const { proved, symbolic, unverified } = counts;
    terminal.line(`  ${proved} proved, ${symbolic} symbolic, ${unverified} unverified`);
    for (const { from, to, unverified: what } of open) {
      terminal.line({
        style: 'yellow',
        text: `  at the call: ${from} -> ${to}: ${what.join(', ')}`,
      });
    }
    for (const line of howTold(opened)) terminal.line({ style: 'dim', text: `  ${line}` });
    return fits ? exitCodes.ok : exitCodes.failed;
  },
};
