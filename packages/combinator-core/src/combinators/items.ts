import { stack, Tensor, unstack } from '@tensorflow/tfjs-core';
import { formatShape } from '../contract/format.ts';
import { ParticleError } from '../errors.ts';
import type { HostValue, Value } from '../particle.ts';

type Values = Readonly<Record<string, Value>>;

/**
 * Checks that all ports hold the same number of items, and some.
 *
 * @throws ParticleError `data-empty` or `data-length-mismatch`.
 */
export function checkItems(inputs: Values): void {
  const counts = Object.entries(inputs).map(([port, value]) => [port, countOf(value)] as const);
  const [first] = counts;
  if (first === undefined || counts.some(([, count]) => count === 0)) {
    throw new ParticleError({ code: 'data-empty', summary: 'perItem(): there are no items' });
  }
  if (counts.every(([, count]) => count === first[1])) return;
  throw new ParticleError({
    code: 'data-length-mismatch',
    summary: 'perItem(): the ports hold different numbers of items',
    found: counts.map(([port, count]) => `${port}: ${String(count)}`).join(', '),
  });
}

function countOf(value: Value): number {
  if (!(value instanceof Tensor)) return (value as readonly HostValue[]).length;
  const [count = 0] = value.shape as readonly number[];
  return count;
}

/** The inputs of each item. Whoever calls owns the tensors. */
export function splitItems(inputs: Values): readonly Values[] {
  const columns = Object.entries(inputs).map(([port, value]) => {
    const items = value instanceof Tensor ? unstack(value) : (value as readonly HostValue[]);
    return [port, items] as const;
  });
  const count = columns[0]?.[1].length ?? 0;
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(columns.map(([port, items]) => [port, items[i] as Value])),
  );
}

/**
 * The outputs of all items by port: tensors stacked, others as lists.
 *
 * @throws ParticleError `value-invalid` for tensors of different sizes, before any is made.
 */
export function joinItems(ports: readonly string[], results: readonly Values[]): Values {
  const columns = ports.map((port): readonly [string, readonly Value[]] => [
    port,
    results.map((outputs) => outputs[port] as Value),
  ]);
  for (const [port, values] of columns) checkSizes(port, values.filter(isTensor));
  return Object.fromEntries(
    columns.map(([port, values]): [string, Value] => {
      const tensors = values.filter(isTensor);
      return [port, tensors.length === 0 ? (values as readonly HostValue[]) : stack(tensors)];
    }),
  );
}

function isTensor(value: Value): value is Tensor {
  return value instanceof Tensor;
}

function checkSizes(port: string, tensors: readonly Tensor[]): void {
  const [first] = tensors;
  const odd = tensors.findIndex(({ shape }) => String(shape) !== String(first?.shape));
  if (odd === -1) return;
  throw new ParticleError({
    code: 'value-invalid',
    summary: `items of different sizes cannot form a batch: item ${String(odd)} differs from item 0`,
    path: port,
    expected: formatShape(first?.shape ?? []),
    found: formatShape(tensors[odd]?.shape ?? []),
    remedy: 'bring them to one size within perItem(), e.g. with `resize({ size: [28, 28] })`',
  });
}
