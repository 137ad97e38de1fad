/** Pairs of symbols that become one, in the order in which they were learnt. Symbols 0 to 255 are bytes. */
export type Merges = readonly (readonly [left: number, right: number])[];

/** More symbols than any vocabulary has, so that a pair is one exact number. */
const SYMBOLS = 2 ** 24;

/** A pair as the key of a map. */
export function pairKey(left: number, right: number): number {
  return left * SYMBOLS + right;
}

/** The pair of a key. */
export function pairOf(key: number): readonly [left: number, right: number] {
  return [Math.floor(key / SYMBOLS), key % SYMBOLS];
}

/** What each pair becomes; earlier merges give smaller symbols. */
export function mergeTable(merges: Merges): ReadonlyMap<number, number> {
  return new Map(merges.map(([left, right], i) => [pairKey(left, right), 256 + i]));
}

/** Merges the symbols of a chunk in place: always the pair that was learnt first, the leftmost of several. */
export function mergePairs(symbols: number[], table: ReadonlyMap<number, number>): number[] {
  while (symbols.length > 1) {
    let best = Infinity;
    for (let i = 1; i < symbols.length; i++) {
      const merged = table.get(pairKey(symbols[i - 1] as number, symbols[i] as number));
      if (merged !== undefined && merged < best) best = merged;
    }
    if (best === Infinity) return symbols;
    replacePairs(symbols, table, best);
  }
  return symbols;
}

/** Replaces the pairs that become `symbol`, from left to right. */
function replacePairs(symbols: number[], table: ReadonlyMap<number, number>, symbol: number): void {
  let to = 0;
  for (let from = 0; from < symbols.length; from++) {
    const next = symbols[from + 1];
    const isPair =
      next !== undefined && table.get(pairKey(symbols[from] as number, next)) === symbol;
    symbols[to++] = isPair ? symbol : (symbols[from] as number);
    if (isPair) from++;
  }
  symbols.length = to;
}
