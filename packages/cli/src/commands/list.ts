import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { findPackages } from '../metadata/find-packages.ts';
import { kindParts } from '../metadata/package-field.ts';
import { wrap } from '../terminal/table.ts';

/** `sora list`: what is installed, by metadata alone. */
export const list: Command = {
  name: 'list',
  summary: 'show the particle packages that are installed here; nothing is run',
  args: [],
  options: [],
  examples: ['sora list', 'sora list --json'],
  async run({ terminal, folder, json }) {
    const packages = await findPackages(folder);
    if (json) {
      terminal.json({
        packages: packages.map(({ name, version, description, folder: at, field, problem }) => ({
          ...{ name, version, description, folder: at },
          ...(field && { contract: field.contract, kinds: field.kinds }),
          ...(problem && { problem: { code: problem.code, summary: problem.summary } }),
        })),
      });
      return exitCodes.ok;
    }
    if (packages.length === 0) {
      terminal.line('No particle packages are installed here.');
      terminal.line('Try: npm install @sora-particles/conv-recognizer');
      return exitCodes.ok;
    }
    packages.forEach(({ name, version, description, field, problem }, i) => {
      if (i > 0) terminal.line();
      terminal.line({ style: 'bold', text: name }, ` ${version}`);
      for (const line of description === '' ? [] : wrap(description, terminal.columns - 2)) {
        terminal.line({ style: 'dim', text: `  ${line}` });
      }
      if (problem !== undefined) {
        terminal.line({ style: 'red', text: `  cannot be used: ${problem.summary}` });
        return;
      }
      const names = (field?.kinds ?? []).map((kind) => {
        const parts = kindParts(kind);
        return parts === undefined ? kind : `${parts.name}@${parts.major}`;
      });
      for (const line of wrap(names.join(' '), terminal.columns - 2)) {
        terminal.line(`  ${line}`);
      }
    });
    return exitCodes.ok;
  },
};
