import type { ParticleKind } from '@sora-particles/combinator-core';
import { bidirectionalKind } from './recurrent/bidirectional.ts';
import { gruCellKind } from './recurrent/gru-cell.ts';
import { gruKind } from './recurrent/gru.ts';
import { lstmCellKind } from './recurrent/lstm-cell.ts';
import { lstmKind } from './recurrent/lstm.ts';

/**
 * The kinds of this package, for a registry.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { rnnTextKinds } from '@sora-particles/rnn-text';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
 * ```
 */
export const rnnTextKinds: readonly ParticleKind[] = [
  bidirectionalKind,
  gruCellKind,
  gruKind,
  lstmCellKind,
  lstmKind,
];
