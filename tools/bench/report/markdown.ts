import { format, resolveConfig } from 'prettier';
import type { Results } from '../results.ts';
import { head, overheadLine, tablesOf } from './report.ts';
import { renderTable } from './table.ts';

/** How each table is to be read, by its title. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  'Side by side': `A training step is one of \`fit\` (\`model.fit\` of tfjs-layers and Keras), with everything that
belongs to it: putting the batch together, forward, gradients, Adam. An epoch begins with the first
weights and contains whatever is compiled for it. Inference goes from numbers in JavaScript (Python) to
numbers there. "Middle half" is the range between the quartiles of the rounds; "processor" the time that
all threads together worked; "against" how many times as fast as the reference, as the median of the
ratios of each round. "Computed" is the loss after the same number of steps from the same weights on the
same data (for an epoch, of the epoch), or the mean probability of the right class: one that is marked (!)
computed something else, and is compared with nobody.`,
  Goals: 'What this project means to reach, from the figures above.',
  Compiling: `What the first step costs, with whatever is traced or compiled in it, and after how many steps an
engine that compiles has made up for it, against the same backend without compiling.`,
  Growth: 'A training step of Sora Particles by batch, width and depth. `-2` is two workers.',
  'Peak memory': `The most that the process of a contestant held, its data (as float32) and what it runs on
included.`,
  Start: `From the start of a process to the answer for one image of the digits network: imports, backend,
weights. The built packages, as an application runs them.`,
};

/** What the page needs to know besides. */
export interface PageOptions {
  readonly date: string;
  /** The command line that measured. */
  readonly command: string;
}

/** The page `docs/benchmarks.md`. */
export async function asMarkdown(
  results: Results,
  { date, command }: PageOptions,
): Promise<string> {
  const tables = tablesOf(results).flatMap((table) => [
    `## ${table.title}`,
    EXPLANATIONS[table.title] ?? '',
    renderTable(table),
    (table.notes ?? []).map((note) => `- ${note}`).join('\n'),
  ]);
  const overhead =
    results.overhead === undefined ? [] : ['## Putting together', overheadLine(results.overhead)];
  const text = [
    '# Benchmarks',
    `Measured on ${date}, in one run${results.quick ? ' with few rounds, so that figures are rough' : ''}:`,
    `\`\`\`sh\n${command}\n\`\`\``,
    head(results),
    READING,
    ...tables,
    ...overhead,
  ];
  const config = await resolveConfig(import.meta.filename);
  return format(text.join('\n\n'), { ...config, parser: 'markdown' });
}

const READING = `Trust the ratios, and only those within this page: seconds depend on the machine and on what
else runs on it. Contestants run in processes of their own and by turns (A B C, A B C ...), so that
whatever slows the machine down hits all alike. All start from the same weights and get the same data in
the same order. Versions, batch sizes and optimiser (Adam) are the same throughout; nobody is tuned: each
runs with its defaults, except that tfjs-layers never yields to the event loop, which is its fastest.
The programs are in [tools/bench](../tools/bench/main.ts).

- digits: convolution 3 x 3 with 32 filters, max-pooling, 64 units, 10 classes; MNIST.
- resnet: 8 layers unless stated, 32 x 32 x 3, batch normalisation; pictures made up.
- lstm: 2,000 words, embedding of 32, LSTM of 64 over 40 steps, 2 classes; sentences made up.`;
