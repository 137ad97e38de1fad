import type { ParticleKind } from '../registry.ts';
import { branchKind } from './branch.ts';
import { chainKind } from './chain.ts';
import { freezeKind } from './freeze.ts';
import { graphKind } from './graph.ts';
import { mergeKinds } from './merge.ts';
import { parallelKind } from './parallel.ts';
import { perItemKind } from './per-item.ts';
import { renameKind } from './rename.ts';
import { repeatKind } from './repeat.ts';
import { residualKind } from './residual.ts';
import { scanKind } from './scan.ts';

/** The kinds of the combinators, for `createRegistry`. */
export const combinatorKinds: readonly ParticleKind[] = [
  branchKind,
  chainKind,
  freezeKind,
  graphKind,
  ...mergeKinds,
  parallelKind,
  perItemKind,
  renameKind,
  repeatKind,
  residualKind,
  scanKind,
];
