import { loadPart, storePart } from './lanes';

/** Copies `count` numbers; from some length on, a call of the engine's own copy pays. */
export function copyRow(x: usize, y: usize, count: i32): void {
  if (count >= 64) {
    memory.copy(y, x, (<usize>count) << 2);
    return;
  }
  for (; count >= 4; count -= 4) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  if (count > 0) storePart(y, loadPart(x, count), count);
}
