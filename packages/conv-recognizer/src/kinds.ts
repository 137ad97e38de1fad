import type { ParticleKind } from '@sora-particles/combinator-core';
import { invertedResidualBlockKind } from './blocks/inverted-residual-block.ts';
import { residualBlockKind } from './blocks/residual-block.ts';
import { conv2dKind } from './layers/conv2d.ts';
import { depthwiseConv2dKind } from './layers/depthwise-conv2d.ts';
import { expandChannelsKind } from './layers/expand-channels.ts';
import { separableConv2dKind } from './layers/separable-conv2d.ts';
import { averagePool2dKind } from './pooling/average-pool2d.ts';
import { globalAveragePoolKind } from './pooling/global-average-pool.ts';
import { globalMaxPoolKind } from './pooling/global-max-pool.ts';
import { maxPool2dKind } from './pooling/max-pool2d.ts';

/**
 * The kinds of this package, for a registry. Recognisers are chains of these and of particles of the
 * core, and have no kinds of their own.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...convRecognizerKinds]);
 * ```
 */
export const convRecognizerKinds: readonly ParticleKind[] = [
  averagePool2dKind,
  conv2dKind,
  depthwiseConv2dKind,
  expandChannelsKind,
  globalAveragePoolKind,
  globalMaxPoolKind,
  invertedResidualBlockKind,
  maxPool2dKind,
  residualBlockKind,
  separableConv2dKind,
];
