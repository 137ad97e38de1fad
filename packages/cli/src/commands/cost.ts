import { cost as costOf, ParticleError } from '@sora-particles/combinator-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { table } from '../terminal/table.ts';
import { bindingsOf, bindingsOption, noLoad, openToLook } from './shared.ts';

/** `sora cost`: what one run takes. */
export const cost: Command = {
  name: 'cost',
  summary: 'compute weights, memory and operations of one run, without running it',
  args: [{ name: 'file' }],
  options: [bindingsOption, noLoad],
  examples: ['sora cost digits.yaml', 'sora cost digits.yaml --with batch=32'],
  async run(invocation) {
    const { terminal, json, options } = invocation;
    const bindings = bindingsOf(options);
    const { particle } = await openToLook(invocation);
    const report = withRemedy(() => costOf(particle, bindings));
    if (json) {
      terminal.json(report);
      return exitCodes.ok;
    }
    const head = ['step', 'weights', 'FLOP', 'output bytes'];
    const total = { path: 'in total', ...report };
    const rows = [...report.steps, total].map(({ path, parameters, flops, activationBytes }) => [
      path,
      ...[parameters, flops, activationBytes].map(grouped),
    ]);
    const aligned = [head, ...rows].map((row, _i, all) =>
      row.map((cell, column) =>
        column === 0
          ? cell
          : cell.padStart(Math.max(...all.map((each) => each[column]?.length ?? 0))),
      ),
    );
    for (const line of table(aligned, terminal.columns)) terminal.line(line);
    return exitCodes.ok;
  },
};

function withRemedy<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ParticleError) || error.code !== 'symbol-unbound') throw error;
    const { code, summary, path } = error;
    throw new ParticleError({
      ...{ code, summary, path, cause: error },
      remedy: 'give it: --with batch=32,height=28',
    });
  }
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
