import { createRandom, type RandomSource } from '@sora-particles/combinator-core';

/** Where the order of an epoch comes from: it depends on nothing but the seed and the epoch. */
export function orderOf(seed: number, epoch: number): RandomSource {
  return createRandom(seed).split('shuffle').split(String(epoch));
}

/** 0 ... length - 1. */
export function inOrder(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

/**
 * Shuffles a stream through a buffer: fills it, then gives a random one away for each that comes.
 *
 * @param size - How many the buffer holds; 0 keeps the order.
 */
export async function* shuffled<Item>(
  items: AsyncIterable<Item>,
  size: number,
  random: RandomSource,
): AsyncGenerator<Item, void, undefined> {
  const buffer: Item[] = [];
  for await (const item of items) {
    if (buffer.length < size) {
      buffer.push(item);
      continue;
    }
    if (size === 0) {
      yield item;
      continue;
    }
    const at = random.integer(size);
    const chosen = buffer[at] as Item;
    buffer[at] = item;
    yield chosen;
  }
  for (const at of random.permutation(buffer.length)) yield buffer[at] as Item;
}
