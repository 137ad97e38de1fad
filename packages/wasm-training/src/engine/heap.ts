import { ParticleError } from '@sora-particles/combinator-core';

/** Addresses are multiples of this many bytes: a line of the processor's cache. */
const LINE = 64;
const PAGE = 65_536;

/** Memory that is handed out in pieces. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** The address of a new piece. Its content is undefined. */
  allocate(bytes: number): number;
  /** Takes a piece back. */
  free(address: number): void;
  /** Bytes that are handed out. */
  used(): number;
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * Hands out the memory from an address on: the first free piece that is large enough, lowest first; what
 * is taken back joins its neighbours.
 *
 * @throws ParticleError `memory-full`, when asked for more than the memory can grow to.
 */
export function createHeap(memory: WebAssembly.Memory, from: number): Heap {
  const start = roundUp(from);
  const pieces = new Map<number, number>();
  let free: Piece[] = [{ start, end: memory.buffer.byteLength }];
  let inUse = 0;

  const grow = (bytes: number): void => {
    const end = memory.buffer.byteLength;
    const last = free.at(-1);
    const least = Math.ceil((bytes - (last?.end === end ? end - last.start : 0)) / PAGE);
    // By a quarter at least, so that many small pieces do not mean many calls.
    const wanted = Math.max(least, Math.ceil(end / 4 / PAGE));
    if (!tryToGrow(memory, wanted) && !tryToGrow(memory, least)) throw full(bytes, inUse);
    give({ start: end, end: memory.buffer.byteLength });
  };
  const give = (piece: Piece): void => {
    const at = free.findIndex(({ start }) => start > piece.start);
    const before = at === -1 ? free : free.slice(0, at);
    const after = at === -1 ? [] : free.slice(at);
    const left = before.at(-1);
    const right = after[0];
    const joinsLeft = left?.end === piece.start;
    const joinsRight = right?.start === piece.end;
    free = [
      ...(joinsLeft ? before.slice(0, -1) : before),
      {
        start: joinsLeft ? left.start : piece.start,
        end: joinsRight ? right.end : piece.end,
      },
      ...(joinsRight ? after.slice(1) : after),
    ];
  };

  return {
    memory,
    allocate(bytes) {
      const size = Math.max(LINE, roundUp(bytes));
      let at = free.findIndex((piece) => piece.end - piece.start >= size);
      if (at === -1) {
        grow(size);
        at = free.findIndex((piece) => piece.end - piece.start >= size);
      }
      const piece = free[at] as Piece;
      const rest = { start: piece.start + size, end: piece.end };
      free.splice(at, 1, ...(rest.start < rest.end ? [rest] : []));
      pieces.set(piece.start, size);
      inUse += size;
      return piece.start;
    },
    free(address) {
      const size = pieces.get(address);
      if (size === undefined) return;
      pieces.delete(address);
      inUse -= size;
      give({ start: address, end: address + size });
    },
    used: () => inUse,
  };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}

function tryToGrow(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

function full(bytes: number, inUse: number): ParticleError {
  return new ParticleError({
    code: 'memory-full',
    summary: 'the memory of the wasm engine is full',
    path: 'wasmEngine',
    expected: `${String(bytes)} bytes more`,
    found: `${String(inUse)} bytes in use`,
    remedy:
      'use smaller batches, dispose of tensors that are no longer needed, or use the native backend',
  });
}
