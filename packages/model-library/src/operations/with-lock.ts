import type { Store } from '../store/store.ts';

/**
 * Changes a model while nobody else does.
 *
 * @throws ParticleError `store-busy`, and whatever `change` throws.
 */
export async function withLock<T>(
  store: Store,
  name: string,
  change: () => Promise<T>,
): Promise<T> {
  const lock = await store.lock(name);
  try {
    return await change();
  } finally {
    await lock.release();
  }
}
