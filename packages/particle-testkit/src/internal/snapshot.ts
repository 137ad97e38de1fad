import { isTensor } from './values.ts';

/** Values with tensors read, so that they can be compared and outlive their tensors. */
export type Snapshot = Readonly<Record<string, unknown>>;

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
