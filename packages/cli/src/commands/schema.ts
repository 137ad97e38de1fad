import { resolve } from 'node:path';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { text } from '../cli/values.ts';
import { writeWhole } from '../files/write-file.ts';
import { readCatalogue } from '../metadata/catalogue.ts';
import { projectSchema } from '../schema/project-schema.ts';

/** `sora schema`: the JSON Schema of composition files with what is installed here. */
export const schema: Command = {
  name: 'schema',
  summary: 'print a JSON Schema of composition files that knows the kinds installed here',
  args: [],
  options: [{ name: 'out', value: 'file', description: 'write it there (default: print it)' }],
  examples: ['sora schema --out sora.schema.json'],
  async run({ terminal, folder, options, json }) {
    const made = await projectSchema(await readCatalogue(folder));
    const out = text(options, 'out');
    if (out === undefined) {
      terminal.json(made);
      return exitCodes.ok;
    }
    await writeWhole(resolve(folder, out), `${JSON.stringify(made, undefined, 2)}\n`);
    if (json) terminal.json({ out });
    else terminal.line(`Written: ${out}`);
    return exitCodes.ok;
  },
};
