import type { ParticleManifest } from '@sora-particles/combinator-core';

/** A weight on its way between page and worker. */
export interface SentWeight {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A drawing, resized, and what the user says that it is. */
export interface LabelledDrawing {
  /** 28 x 28 values from 0 to 255. */
  readonly pixels: Float32Array;
  readonly label: number;
}

/** What the page asks of the worker. */
export type Request =
  | {
      readonly type: 'train';
      readonly particle: ParticleManifest;
      readonly weights: readonly SentWeight[];
      readonly drawings: readonly LabelledDrawing[];
    }
  | { readonly type: 'stop' };

/** What the worker tells the page. */
export type Report =
  | { readonly type: 'started'; readonly steps: number }
  | { readonly type: 'step'; readonly loss: number }
  | {
      readonly type: 'done';
      readonly weights: readonly SentWeight[];
      readonly isStopped: boolean;
    }
  | { readonly type: 'failed'; readonly message: string };
