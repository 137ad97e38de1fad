import { createHeap } from './heap.ts';
import { pairKey, pairOf } from './merge-pairs.ts';

/** A chunk of the corpus: its symbols, and how often it occurs. */
interface Chunk {
  symbols: number[];
  readonly count: number;
}

/** The pairs of all chunks, with how often each occurs. */
export interface PairCounts {
  /** The pair that occurs most, of several the one of smaller symbols; none below the least count. */
  readonly best: (least: number) => readonly [left: number, right: number] | undefined;
  /** Merges a pair wherever it occurs, and says how many symbols it has gone through. */
  readonly merge: (left: number, right: number, symbol: number) => number;
}

interface Entry {
  readonly key: number;
  readonly count: number;
}

/** Counts the pairs of chunks. */
export function countPairs(chunkCounts: ReadonlyMap<string, number>): PairCounts {
  const encoder = new TextEncoder();
  const chunks = Array.from(chunkCounts, ([text, count]): Chunk => {
    return { symbols: Array.from(encoder.encode(text)), count };
  });
  const counts = new Map<number, number>();
  const places = new Map<number, Set<number>>();
  // Entries whose count has changed since are passed over when they come up.
  const heap = createHeap<Entry>(
    (a, b) => a.count > b.count || (a.count === b.count && a.key < b.key),
  );

  const count = ({ symbols, count: times }: Chunk, sign: 1 | -1, changed: Set<number>): void => {
    for (let i = 1; i < symbols.length; i++) {
      const key = pairKey(symbols[i - 1] as number, symbols[i] as number);
      counts.set(key, (counts.get(key) ?? 0) + sign * times);
      changed.add(key);
    }
  };
  const place = ({ symbols }: Chunk, position: number): void => {
    for (let i = 1; i < symbols.length; i++) {
      const key = pairKey(symbols[i - 1] as number, symbols[i] as number);
      const found = places.get(key);
      if (found === undefined) places.set(key, new Set([position]));
      else found.add(position);
    }
  };
  const announce = (changed: ReadonlySet<number>): void => {
    for (const key of changed) {
      const times = counts.get(key) ?? 0;
      if (times > 0) heap.push({ key, count: times });
      else counts.delete(key);
    }
  };

  const all = new Set<number>();
  chunks.forEach((chunk, position) => {
    count(chunk, 1, all);
    place(chunk, position);
  });
  announce(all);

  return {
    best(least) {
      for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
        if (counts.get(entry.key) !== entry.count) continue;
        return entry.count >= least ? pairOf(entry.key) : undefined;
      }
      return undefined;
    },
    merge(left, right, symbol) {
      const key = pairKey(left, right);
      const changed = new Set<number>();
      let work = 0;
      for (const position of places.get(key) ?? []) {
        const chunk = chunks[position] as Chunk;
        work += chunk.symbols.length;
        count(chunk, -1, changed);
        chunk.symbols = replacePair(chunk.symbols, left, right, symbol);
        count(chunk, 1, changed);
        place(chunk, position);
      }
      places.delete(key);
      announce(changed);
      return work;
    },
  };
}

function replacePair(
  symbols: readonly number[],
  left: number,
  right: number,
  symbol: number,
): number[] {
  const merged: number[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === left && symbols[i + 1] === right;
    merged.push(isPair ? symbol : (symbols[i] as number));
    if (isPair) i++;
  }
  return merged;
}
