import { isTensor } from './values.ts';

/** Values with tensors read, so that they can be compared and outlive their tensors. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** With plain arrays in place of typed ones, so that numbers may be compared within a tolerance. */
export function plain(values: Snapshot): unknown {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'object' || value === null || !('dtype' in value)) return [name, value];
      const { values: numbers, ...rest } = value as Snapshot;
      return [name, { ...rest, values: Array.from(numbers as ArrayLike<unknown>) }];
    }),
  );
}

/** Reads values by name. */
export async function snapshot(values: Readonly<Record<string, unknown>>): Promise<Snapshot> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    read[name] = isTensor(value)
      ? { shape: [...value.shape], dtype: value.dtype, values: (await value.data()).slice() }
      : structuredClone(value);
  }
  return read;
}
