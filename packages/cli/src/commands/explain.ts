import { explain as explainParticle } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { bindingsOf, bindingsOption, noLoad, openToLook, titled } from './shared.ts';

/** `sora explain`: where each size comes from. */
export const explain: Command = {
  name: 'explain',
  summary: 'tell where each size in a composition comes from',
  args: [{ name: 'file' }],
  options: [bindingsOption, noLoad],
  examples: ['sora explain digits.yaml --with batch=32'],
  async run(invocation) {
    const { terminal, json, options } = invocation;
    const bindings = bindingsOf(options);
    const told = explainParticle(titled(await openToLook(invocation)), bindings);
    if (json) terminal.json({ lines: told.split('\n') });
    else terminal.line(told);
    return exitCodes.ok;
  },
};
