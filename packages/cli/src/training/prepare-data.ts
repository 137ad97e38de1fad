import { resolve } from 'node:path';
import {
  type AnyParticle,
  type Bindings,
  ParticleError,
  unify,
} from '@sora-particles/combinator-core';
import type { Dataset, PortData } from '@sora-particles/optimizer';
import type { Invocation, OptionSpec } from '../cli/command.ts';
import { text } from '../cli/values.ts';
import { inputsFor } from '../data/inputs.ts';
import { countOf, readSource, type Source } from '../data/source.ts';
import { digestOf } from '../files/digest.ts';
import type { Notes } from '../models/notes.ts';
import { targetsFor } from './targets.ts';
import type { Task } from './task.ts';

/** Options that name data with what is to be learned. */
export const dataOptions: readonly OptionSpec[] = [
  {
    name: 'data',
    value: 'path',
    description: 'CSV, TSV, JSON lines, IDX, or a folder with a folder of files for each class',
  },
  { name: 'target', value: 'column', description: 'the column of a table that is learned' },
  { name: 'labels', value: 'path', description: 'the IDX file with the labels' },
];

/** Data that fit a particle. */
export interface Prepared {
  /** As the user named them. */
  readonly path: string;
  readonly source: Source;
  readonly count: number;
  readonly dataset: Dataset;
  readonly validation: Dataset | undefined;
  /** Sizes that only the data tell. */
  readonly bindings: Bindings;
  /** What the model's card has to note. */
  readonly notes: Omit<Notes, 'loss'>;
  /** SHA-256 of what was read. */
  readonly digest: string;
}

/**
 * Reads the data that a command line names, as a particle and its task take them.
 *
 * @param known - What an earlier training noted.
 * @throws ParticleError `option-missing`, and as `readSource`, `inputsFor` and `targetsFor`.
 */
export async function prepareData(
  { options, folder }: Invocation,
  particle: AnyParticle,
  task: Task,
  known?: Notes,
): Promise<Prepared> {
  const given = text(options, 'data');
  if (given === undefined) {
    throw new ParticleError({
      code: 'option-missing',
      summary: '--data is missing: a file or a folder',
      path: '--data',
    });
  }
  const at = (name: string): string | undefined => {
    const path = text(options, name);
    return path === undefined ? undefined : resolve(folder, path);
  };
  const target = text(options, 'target') ?? known?.target;
  const source = await readSource(resolve(folder, given), { labels: at('labels') });
  // First, so that a mistyped column is told as such.
  const targets = targetsFor(task, source, target, known?.labels);
  const inputs = await inputsFor(particle, source, target, known?.columns);

  const measured = at('validation');
  const other =
    measured === undefined
      ? undefined
      : await readSource(measured, { labels: at('validation-labels') });
  const validation = other && {
    x: (await inputsFor(particle, other, target, inputs.columns)).x,
    y: targetsFor(task, other, target, targets.labels).y,
  };
  return {
    ...{ path: given, source, validation },
    count: countOf(source),
    dataset: { x: inputs.x, y: targets.y },
    bindings: bindingsFrom(particle, inputs.x),
    notes: {
      columns: inputs.columns,
      labels: task.labels === undefined ? targets.labels : undefined,
      target: source.type === 'table' ? target : undefined,
    },
    digest: digestOf(source.digest, other?.digest ?? '', target ?? ''),
  };
}

/** What the symbols of the inputs are by the data; those that do not fit are told when training begins. */
function bindingsFrom({ input }: AnyParticle, x: Readonly<Record<string, PortData>>): Bindings {
  return Object.entries(x).reduce<Bindings>((bindings, [port, data]) => {
    const shape = input[port]?.shape;
    if (shape === undefined || !('shape' in data) || !('values' in data)) return bindings;
    const met = unify(shape, data.shape, bindings);
    return met.ok ? met.bindings : bindings;
  }, {});
}
