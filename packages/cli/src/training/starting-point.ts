import { ParticleError, type Variables } from '@sora-particles/combinator-core';
import type { GradientTransform } from '@sora-particles/optimizer';
import {
  checkSameRun,
  findCheckpoint,
  loadCheckpoint,
  removeCheckpoint,
  type RunSettings,
  type Standing,
} from './checkpoint.ts';

/** What {@link startingPoint} takes. */
export interface StartOptions {
  /** Where the checkpoint of the run is, if there is one. */
  readonly folder: string;
  /** What a run that is resumed must have in common with it. */
  readonly settings: RunSettings;
  /** Gives its state its structure. */
  readonly optimizer: GradientTransform;
  /** Goes on with the checkpoint. */
  readonly resume: boolean;
  /** Removes the checkpoint. */
  readonly restart: boolean;
  /** Makes the first weights. */
  readonly fresh: () => Variables;
}

/** Where a run begins: its state is undefined where it has none yet. */
export type StartingPoint = Omit<Standing, 'optimizerState'> & Partial<Standing>;

/**
 * Where a run begins: at the beginning, or after the checkpoint that is to be resumed. A checkpoint is
 * never overwritten unasked.
 *
 * @throws ParticleError `store-conflict` for a checkpoint that nobody mentioned or of another run,
 *   `store-not-found` for nothing to resume, and as `loadCheckpoint`.
 */
export async function startingPoint(options: StartOptions): Promise<StartingPoint> {
  const { folder, settings, optimizer, resume, restart, fresh } = options;
  if (resume && restart) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: '--resume and --restart exclude each other',
      path: '--resume',
    });
  }
  const found = restart ? undefined : await findCheckpoint(folder);
  if (restart) await removeCheckpoint(folder);
  if (found === undefined) {
    if (resume) throw nothingToResume(folder);
    return { epoch: 0, history: [], variables: fresh() };
  }
  if (!resume) {
    throw new ParticleError({
      code: 'store-conflict',
      summary: `a run that was stopped after epoch ${found.epoch} is still there`,
      path: folder,
      remedy: '--resume goes on with it, --restart begins anew',
    });
  }
  checkSameRun(folder, found, settings);
  return loadCheckpoint(folder, found, fresh(), optimizer);
}

function nothingToResume(folder: string): ParticleError {
  return new ParticleError({
    code: 'store-not-found',
    summary: 'there is no run to go on with',
    path: folder,
    remedy: 'leave --resume out',
  });
}
