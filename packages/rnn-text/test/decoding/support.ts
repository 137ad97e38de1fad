import type { DecodedToken, NextTokenModel } from '@sora-particles/rnn-text';
import { gather, reshape, tensor1d, tensor2d, tidy, type Rank } from '@tensorflow/tfjs-core';

/** Logits of what follows each token. */
export type Table = readonly (readonly number[])[];

/** A model that goes by the last token and by how many came before: the state counts. */
export function tableModel(tables: readonly Table[]): NextTokenModel {
  return {
    begin: () => ({ count: tensor1d([0], 'int32') }),
    async step(tokens, { count }) {
      const [last, done] = await Promise.all([tokens.data(), count?.data()]);
      const rows = Array.from(last, (id, row) => {
        const table = tables[Math.min(done?.[row] ?? 0, tables.length - 1)];
        return [...(table?.[id] ?? [])];
      });
      return {
        logits: tensor2d(rows),
        state: {
          count: tensor1d(
            Array.from(done ?? [], (n) => n + 1),
            'int32',
          ),
        },
      };
    },
  };
}

/** The same without waiting, from one table. */
export function synchronousModel(table: Table): NextTokenModel {
  return {
    begin: () => ({ nothing: tensor1d([0]) }),
    step: (tokens, { nothing }) =>
      tidy(() => ({
        logits: gather(tensor2d(table.map((row) => [...row])), reshape<Rank.R1>(tokens, [-1])),
        state: { nothing: nothing?.clone() ?? tensor1d([0]) },
      })),
  };
}

/** Numbers that look random, the same each time. */
function numbers(seed: number, count: number): number[] {
  let state = seed * 7919 + 17;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 4 - 2;
  });
}

/** Tables for so many steps over so many tokens. */
export function tablesOf(seed: number, steps: number, tokens: number): Table[] {
  const all = numbers(seed, steps * tokens * tokens);
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: tokens }, (__, row) =>
      all.slice((step * tokens + row) * tokens, (step * tokens + row + 1) * tokens),
    ),
  );
}

/** Logarithms of the probabilities, by plain loops. */
export function logSoftmax(row: readonly number[]): number[] {
  const sum = row.reduce((total, value) => total + Math.exp(value), 0);
  return row.map((value) => value - Math.log(sum));
}

/** All that a decoder gives. */
export async function idsOf(tokens: AsyncIterable<DecodedToken>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of tokens) ids.push(id);
  return ids;
}
