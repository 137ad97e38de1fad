import { blockLowerings } from './blocks.ts';
import { convolutionLowerings } from './convolution.ts';
import { elementwiseLowerings } from './elementwise.ts';
import { gatherLowerings } from './gather.ts';
import type { Lowerings } from './lowering.ts';
import { matMulLowerings } from './mat-mul.ts';
import { movementLowerings } from './movement.ts';
import { normalizationLowerings } from './normalization.ts';
import { poolingLowerings } from './pooling.ts';
import { reductionLowerings } from './reduction.ts';
import { resampleLowerings } from './resample.ts';

/** Every kernel of TensorFlow.js that a plan can hold. */
export const lowerings: Lowerings = {
  ...elementwiseLowerings,
  ...matMulLowerings,
  ...convolutionLowerings,
  ...poolingLowerings,
  ...reductionLowerings,
  ...movementLowerings,
  ...blockLowerings,
  ...resampleLowerings,
  ...gatherLowerings,
  ...normalizationLowerings,
};
