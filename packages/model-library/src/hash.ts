import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkAborted, pause } from './abort.ts';

/** Bytes between two looks at the signal; some 50 ms of hashing. */
const SLICE = 1 << 23;

/** SHA-256 in lower-case hexadecimal digits (FIPS 180-4). */
export function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 of many bytes, which lets others run in between and can be given up. */
export async function hashSlowly(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for (let start = 0; start < bytes.byteLength; start += SLICE) {
    if (start > 0) await pause();
    checkAborted(signal);
    hash.update(bytes.subarray(start, start + SLICE));
  }
  return bytesToHex(hash.digest());
}
