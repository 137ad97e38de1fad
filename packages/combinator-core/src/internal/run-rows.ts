import type { Tensor } from '@tensorflow/tfjs-core';
import type { Composition, Source, TensorRecord, Value } from '../particle.ts';
import type { Values } from './check-values.ts';
import type { Staged, StagedRun } from './staged.ts';
import { tensorsIn } from './tensor-tree.ts';

/** Some nodes that run together, with what they take from outside and what others need of them. */
export interface Row {
  readonly staged: Staged;
  /** Where each of its inputs comes from. */
  readonly inputs: Readonly<Record<string, Source>>;
  /** What each of its outputs is known as. */
  readonly outputs: Readonly<Record<string, Source>>;
  /** Paths of its weights and state, inside it and in the composition. */
  readonly paths: ReadonlyMap<string, string>;
  /** Name by which its random numbers are split off, if it draws any. */
  readonly random: string | undefined;
}

/** One text for a source, unique in its composition. */
export function sourceKey({ node, port }: Source): string {
  return node === null ? `input:${port}` : `node:${node}:${port}`;
}

/** Runs rows one after the other. Each value is released as soon as no later row needs it. */
export async function runRows(
  rows: readonly Row[],
  outputs: Composition['outputs'],
  { context, inputs, params, state, guard }: StagedRun,
): Promise<Values> {
  const values = new Map<string, Value>(
    Object.entries(inputs).map(([port, value]) => [sourceKey({ node: null, port }), value]),
  );
  const read = (sources: Readonly<Record<string, Source>>): Values =>
    Object.fromEntries(
      Object.entries(sources).map(([port, source]) => [
        port,
        values.get(sourceKey(source)) as Value,
      ]),
    );
  const borrowed = new Set(tensorsIn([inputs, params, state]));
  const owned = new Set<Tensor>();
  const releaseAllBut = (needed: readonly Source[]): void => {
    const alive = new Set(needed.flatMap((source) => tensorsIn(values.get(sourceKey(source)))));
    for (const tensor of [...owned].filter((one) => !alive.has(one))) {
      owned.delete(tensor);
      tensor.dispose();
    }
  };
  try {
    for (const [i, row] of rows.entries()) {
      guard();
      const result = await row.staged.run({
        context:
          row.random === undefined
            ? context
            : { ...context, random: context.random.split(row.random) },
        inputs: read(row.inputs),
        params: pick(params, row.paths),
        state: pick(state, row.paths),
        guard,
      });
      for (const tensor of tensorsIn(result)) if (!borrowed.has(tensor)) owned.add(tensor);
      for (const [key, source] of Object.entries(row.outputs)) {
        const value = result[key];
        if (value !== undefined) values.set(sourceKey(source), value);
      }
      const later = rows.slice(i + 1).flatMap((next) => Object.values(next.inputs));
      releaseAllBut([...later, ...Object.values(outputs)]);
    }
    return read(outputs);
  } catch (error) {
    releaseAllBut([]);
    throw error;
  }
}

function pick(record: TensorRecord, paths: ReadonlyMap<string, string>): TensorRecord {
  const picked: Record<string, Tensor> = {};
  for (const [own, path] of paths) {
    const tensor = record[path];
    if (tensor !== undefined) picked[own] = tensor;
  }
  return picked;
}
