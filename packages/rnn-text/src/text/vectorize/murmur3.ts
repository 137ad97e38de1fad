// Looked up once: it is needed ten times for each n-gram.
const { imul } = Math;

/**
 * MurmurHash3, x86, 32 bits (Appleby 2011, public domain), of part of some bytes, as a signed integer: the
 * same on every machine, and the hash of scikit-learn's `HashingVectorizer`.
 */
export function murmur3(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const block =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash ^= scramble(block);
    hash = imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  if (at < end) {
    let rest = 0;
    for (let i = end - 1; i >= at; i--) rest = (rest << 8) | (bytes[i] as number);
    hash ^= scramble(rest);
  }
  hash ^= end - start;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(block: number): number {
  const mixed = imul(block, 0xcc9e2d51);
  return imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
