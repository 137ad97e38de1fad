import type { AnyParticle, HostValue, Value } from '@sora-particles/combinator-core';
import { slice } from '@tensorflow/tfjs-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { isTensor, release, tensorsOf, type Values } from '../internal/values.ts';
import { broken, type Rule } from './rule.ts';

/** How much the sums of a batch may differ from those of an item: another order of additions. */
const TOLERANCE = 1e-5;

/** What is batchable treats each item of a batch alone: `predict` splits batches at will. */
export const batchRule: Rule = {
  name: 'batch',
  title: 'treats each item of a batch alone',
  applies: (particle) => particle.traits.batchable && batchSymbol(particle) !== undefined,
  check: (subject) =>
    forEachCase(subject, { least: 2 }, async (given) => {
      const { particle } = subject;
      const symbol = batchSymbol(particle) ?? '';
      const count = lengthOf(given, symbol);
      if (count < 2) return;
      const whole = await runOnce(particle, given);
      for (let i = 0; i < count; i++) {
        const inputs = itemOf(particle, given.inputs, symbol, i);
        try {
          const alone = await runOnce(particle, { ...given, inputs });
          for (const [port, batch] of Object.entries(whole.outputs)) {
            const found = difference(rowOf(batch, i), rowOf(alone.outputs[port], 0), TOLERANCE);
            if (found === undefined) continue;
            throw broken(particle, {
              summary: `output '${port}' of item ${i} depends on the other items of the batch`,
              expected: 'what the item gives alone',
              found,
              remedy: 'compute along the other axes, or state `traits: { batchable: false }`',
            });
          }
        } finally {
          const borrowed = tensorsOf(given.inputs);
          release(
            Object.fromEntries(
              Object.entries(inputs).filter(([, value]) => !borrowed.includes(value as never)),
            ),
          );
        }
      }
    }),
};

/** The symbol of the batch, as `predict` finds it: the first axis of the first input and of all outputs. */
export function batchSymbol({ input, output }: AnyParticle): string | undefined {
  const symbol = Object.values(input)[0]?.shape?.[0];
  if (typeof symbol !== 'string') return undefined;
  return Object.values(output).every(({ shape }) => shape?.[0] === symbol) ? symbol : undefined;
}

function lengthOf({ promised }: Case, symbol: string): number {
  const bound = promised.bindings[symbol];
  const size: unknown = Array.isArray(bound) ? (bound as readonly unknown[])[0] : bound;
  return typeof size === 'number' ? size : 0;
}

function itemOf({ input }: AnyParticle, values: Values, symbol: string, item: number): Values {
  return Object.fromEntries(
    Object.entries(values).map(([port, value]): [string, Value] => {
      if (input[port]?.shape?.[0] !== symbol) return [port, value];
      if (!isTensor(value)) return [port, [(value as readonly HostValue[])[item] as HostValue]];
      const rest = value.shape.slice(1);
      return [port, slice(value, [item, ...rest.map(() => 0)], [1, ...rest])];
    }),
  );
}

/** One item of what a run gave. */
function rowOf(output: unknown, item: number): unknown {
  if (Array.isArray(output)) return output[item] as unknown;
  const { shape, values } = output as {
    readonly shape: readonly number[];
    readonly values: ArrayLike<number>;
  };
  const size = values.length / Math.max(1, shape[0] ?? 1);
  return {
    shape: shape.slice(1),
    values: Array.from(values).slice(item * size, (item + 1) * size),
  };
}
