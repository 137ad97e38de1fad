import { engine } from '@tensorflow/tfjs-core';
import { startBackend, type BackendName } from './backends.ts';
import type { Case } from './case.ts';

/** Runs a case here, be it Node or a page, and sees to it that it leaves no tensor behind. */
export async function runCase(
  run: Case['run'],
  backend: BackendName | undefined,
  given: unknown,
): Promise<unknown> {
  if (backend !== undefined) await startBackend(backend);
  // Not `memory()`, which needs a backend: some cases start their own.
  const before = engine().state.numTensors;
  const outcome = await run(given);
  const left = engine().state.numTensors - before;
  if (left !== 0) throw new Error(`${String(left)} tensors are left`);
  return outcome;
}
