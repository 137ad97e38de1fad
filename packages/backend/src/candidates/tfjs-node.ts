import type * as GraphEngine from '@sora-particles/graph-engine';
import { type Candidate, notAvailable } from '../candidate.ts';
import { isNode } from '../internal/is-node.ts';
import { messageOf } from '../internal/message-of.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const ENGINE = '@sora-particles/graph-engine';

/** TensorFlow itself, through the optional peer `@tensorflow/tfjs-node`. Node only. */
export const tfjsNode: Candidate = {
  name: 'tensorflow',
  remedy: 'npx @sora-particles/native-setup',
  async load() {
    if (!isNode()) throw notAvailable('needs Node');
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
    // Threads inside of an operation cost more than they gain on two cores: operations of a graph run
    // side by side anyway. Larger machines keep the library's default.
    const { availableParallelism } = process.getBuiltinModule('node:os');
    if (availableParallelism() <= 2) process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
    restoreRemovedUtilities();
    try {
      await loadPackage();
    } catch (error) {
      // A half-installed one throws errors of any kind, with and without a code.
      throw notAvailable(reasonOf(error), error);
    }
  },
  async engine({ onNotice }) {
    const { graphEngine } = (await loadPackage(ENGINE)) as typeof GraphEngine;
    return graphEngine(onNotice && { onNotice });
  },
  async describe() {
    const { version } = (await loadPackage()) as { version?: Readonly<Record<string, string>> };
    return `TensorFlow, native (${PACKAGE} ${version?.['tfjs-node'] ?? 'of unknown version'})`;
  },
};

// Names are no literals here, so that bundlers for browsers do not look for the packages.
function loadPackage(name: string = PACKAGE): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

/** Node 23 removed two functions that tfjs-node 4.22 calls while it loads. */
function restoreRemovedUtilities(): void {
  const util: object = process.getBuiltinModule('node:util');
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true });
  }
}

function reasonOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  const [firstLine = ''] = messageOf(error).split('\n');
  const isMissing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  return isMissing && firstLine.includes(`'${PACKAGE}'`)
    ? 'not installed'
    : `does not load: ${firstLine}`;
}
