import { ParticleError } from '@sora-particles/combinator-core';
import { checkAborted } from '../abort.ts';
import type { Store } from '../store/store.ts';

/**
 * A whole file, if it is no larger than it may be. Memory grows with what has been read, never with
 * what a file is said to hold.
 *
 * @throws ParticleError `artefact-too-large`, and those of the store.
 */
export async function readWhole(
  store: Store,
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of store.read(path, { signal })) {
    checkAborted(signal);
    length += piece.byteLength;
    if (length > maxBytes) {
      throw new ParticleError({
        code: 'artefact-too-large',
        summary: `the file is larger than ${maxBytes} bytes`,
        path,
        expected: `at most ${maxBytes} bytes`,
      });
    }
    pieces.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
