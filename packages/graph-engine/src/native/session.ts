import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSavedModel, TAG } from '../graph/messages.ts';
import type { GraphNode } from '../graph/node.ts';
import type { NativeBinding, NativeTensor } from './backend.ts';

/** A graph that the native library has loaded. */
export interface Session {
  /** Length of the graph as a file. */
  readonly bytes: number;
  run(inputs: readonly number[]): NativeTensor[];
  dispose(): void;
}

/**
 * Loads a graph. The library takes it from a folder only, which is gone again when this returns.
 *
 * @param feeds - Names of the outputs that `inputs` of a run stand for.
 * @param fetches - Names of the outputs that a run gives.
 */
export function loadSession(
  binding: NativeBinding,
  nodes: readonly GraphNode[],
  feeds: readonly string[],
  fetches: readonly string[],
): Session {
  const file = encodeSavedModel(nodes);
  const folder = mkdtempSync(join(tmpdir(), 'sora-graph-'));
  let session: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), file);
    session = binding.loadSavedModel(folder, TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const feedNames = feeds.join(',');
  const fetchNames = fetches.join(',');
  let isDisposed = false;
  return {
    bytes: file.length,
    run: (inputs) => binding.runSavedModel(session, inputs, feedNames, fetchNames),
    dispose() {
      if (!isDisposed) binding.deleteSavedModel(session);
      isDisposed = true;
    },
  };
}
