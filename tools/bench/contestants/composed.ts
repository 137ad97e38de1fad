import type { Contestant } from './contestant.ts';
import { startComposed } from './composed-kernels.ts';
import { sora } from './sora.ts';

/** The slow baseline: kernels composed of TensorFlow.js operations. */
export function composed(): Contestant {
  return {
    ...sora({ start: startComposed, eager: true }),
    refuses: ({ network, work }) =>
      network === 'resnet' && work !== 'infer' ? 'not for strides and padding' : undefined,
  };
}
