import fc from 'fast-check';
import { createHeap } from '../../src/engine/heap.ts';

const PAGE = 65_536;
const memoryOf = (initial: number, maximum: number) => new WebAssembly.Memory({ initial, maximum });

describe('the heap', () => {
  it('hands out pieces that do not overlap, whatever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ bytes: fc.nat(5000), frees: fc.nat(20) }), { maxLength: 60 }),
        (requests) => {
          const heap = createHeap(memoryOf(1, 100), 100);
          const pieces: { address: number; bytes: number }[] = [];
          for (const { bytes, frees } of requests) {
            const address = heap.allocate(bytes);
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThanOrEqual(100);
            expect(address + bytes).toBeLessThanOrEqual(heap.memory.buffer.byteLength);
            for (const piece of pieces) {
              const apart =
                address + bytes <= piece.address || piece.address + piece.bytes <= address;
              expect(apart).toBe(true);
            }
            pieces.push({ address, bytes });
            if (frees % 3 === 0) {
              const [gone] = pieces.splice(frees % pieces.length, 1);
              heap.free(gone?.address ?? 0);
            }
          }
          for (const { address } of pieces) heap.free(address);
          expect(heap.used()).toBe(0);
          // All neighbours have joined: everything fits again, without growing.
          const { byteLength } = heap.memory.buffer;
          heap.allocate(byteLength - 128);
          expect(heap.memory.buffer.byteLength).toBe(byteLength);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes back what it does not know, or twice, without harm', () => {
    const heap = createHeap(memoryOf(1, 1), 0);
    const address = heap.allocate(64);
    heap.free(address);
    heap.free(address);
    heap.free(12_345);
    expect(heap.used()).toBe(0);
    expect([heap.allocate(64), heap.allocate(64)]).toEqual([0, 64]);
  });

  it('refuses more than the memory can grow to, and goes on after it', () => {
    const heap = createHeap(memoryOf(1, 2), 0);
    expect(() => heap.allocate(3 * PAGE)).toThrow(
      expect.objectContaining({ code: 'memory-full' }) as Error,
    );
    expect(heap.allocate(PAGE + 64)).toBe(0);
  });
});
