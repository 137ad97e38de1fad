import { diagnose, reportLines } from '@sora-particles/backend/doctor';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';

/** `sora doctor`: what this machine can run. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'tell what this machine can run, and what would make it faster',
  args: [],
  options: [],
  examples: ['sora doctor'],
  async run({ terminal, folder, json }) {
    const diagnosis = await diagnose({ project: folder });
    if (json) terminal.json(diagnosis);
    else for (const line of reportLines(diagnosis)) terminal.line(line);
    const works = diagnosis.backends.some((backend) => backend.works);
    return works && diagnosis.coreCopies.length <= 1 ? exitCodes.ok : exitCodes.failed;
  },
};
