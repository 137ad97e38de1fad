/** Two 32-bit words: a key or a counter. */
export type Words = readonly [first: number, second: number];

const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds: turns a key and a counter into 64 random bits by additions, rotations
 * and exclusive ors on 32-bit words, and so gives the same bits on every machine. Fills `out`, two
 * words a block, counting up from `counter`. The rounds are written out: this is the inner loop of
 * dropout.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011, https://doi.org/10.1145/2063384.2063405. JAX uses the same function.
 */
export function threefry(key: Words, counter: Words, out: Uint32Array): void {
  const [k0, k1] = key;
  const k2 = PARITY ^ k0 ^ k1;
  let [low, high] = counter;
  for (let at = 0; at < out.length; at += 2) {
    let x = (low + k0) | 0;
    let y = (high + k1) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 1) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 2) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k0) | 0;
    y = (y + k1 + 3) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 4) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 5) | 0;
    out[at] = x;
    out[at + 1] = y;
    low = (low + 1) | 0;
    if (low === 0) high = (high + 1) | 0;
  }
}

/** The counter words of a block number. */
export function counterOf(block: number): Words {
  return [block >>> 0, Math.floor(block / 2 ** 32)];
}

// Keeps keys made from names apart from the numbers that the parent's own counter gives.
const SPLIT = 0x53504c54;

/**
 * The key for a child: absorbs the name, eight bytes of UTF-8 at a time and then its length, with
 * Threefry as the compression function (Matyas, Meyer and Oseas: h = E_h(m) xor m).
 */
export function deriveKey(parent: Words, name: string): Words {
  const bytes = new TextEncoder().encode(name);
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8 + 8);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length);
  const out = new Uint32Array(2);
  let key: Words = parent;
  for (let at = 0; at < padded.length; at += 8) {
    const block: Words = [view.getUint32(at), view.getUint32(at + 4)];
    threefry([key[0], key[1] ^ SPLIT], block, out);
    key = [((out[0] ?? 0) ^ block[0]) >>> 0, ((out[1] ?? 0) ^ block[1]) >>> 0];
  }
  return key;
}
