/**
 * Asks for the next item while the last one is in use, so that reading and decoding overlap with
 * training.
 *
 * @param discard - Releases an item that was asked for and never taken.
 */
export async function* prefetch<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  discard: (item: Item) => void,
): AsyncGenerator<Item, void, undefined> {
  let pending = ask(items);
  let isTaken = false;
  try {
    for (;;) {
      const answer = await pending;
      isTaken = true;
      if ('error' in answer) throw answer.error;
      if (answer.result.done === true) return;
      pending = ask(items);
      isTaken = false;
      yield answer.result.value;
    }
  } finally {
    const answer = isTaken ? undefined : await pending;
    if (answer !== undefined && 'result' in answer && answer.result.done !== true) {
      discard(answer.result.value);
    }
    await items.return();
  }
}

type Answer<Item> = { readonly result: IteratorResult<Item, void> } | { readonly error: unknown };

/** Never rejects: an error waits until the item would have been used. */
async function ask<Item>(items: AsyncGenerator<Item, void, undefined>): Promise<Answer<Item>> {
  try {
    return { result: await items.next() };
  } catch (error) {
    return { error };
  }
}
