/** A priority queue: `pop` gives the item that comes before all others. */
export interface Heap<Item> {
  readonly push: (item: Item) => void;
  readonly pop: () => Item | undefined;
}

/** Makes a binary heap. */
export function createHeap<Item>(isBefore: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = [];
  const at = (position: number): Item => items[position] as Item;
  const swap = (a: number, b: number): void => {
    const held = at(a);
    items[a] = at(b);
    items[b] = held;
  };
  return {
    push(item) {
      let position = items.push(item) - 1;
      while (position > 0) {
        const parent = (position - 1) >> 1;
        if (!isBefore(at(position), at(parent))) return;
        swap(position, parent);
        position = parent;
      }
    },
    pop() {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      let position = 0;
      for (;;) {
        let next = position;
        for (const child of [2 * position + 1, 2 * position + 2]) {
          if (child < items.length && isBefore(at(child), at(next))) next = child;
        }
        if (next === position) return first;
        swap(position, next);
        position = next;
      }
    },
  };
}
