/** The networks that are measured. */
export type NetworkName = 'digits' | 'resnet' | 'lstm';

/** Which of a family of networks. */
export interface NetworkSize {
  /** Factor on channels and units. Default 1. */
  readonly width?: number;
  /** Layers, where a network is there in several depths. */
  readonly depth?: number;
}

/**
 * What one run is: a training step, an epoch from the first weights (shuffled, with whatever is compiled
 * for it), or the answers to one batch, from numbers in JavaScript (Python) to numbers there.
 */
export type Work = 'train' | 'epoch' | 'infer';

/** One thing that every contestant is given to do. */
export interface Task {
  readonly work: Work;
  readonly network: NetworkName;
  readonly size: NetworkSize;
  readonly batchSize: number;
  /** How many examples there are: those of an epoch. */
  readonly examples: number;
}

const WORK: Readonly<Record<Work, string>> = {
  train: 'training step',
  epoch: 'epoch',
  infer: 'inference',
};

/** The task in words, e.g. `digits, training step, batch 32`; also what `--only` looks at. */
export function titleOf({ work, network, size, batchSize, examples }: Task): string {
  const { width, depth } = size;
  return [
    [network, ...(depth === undefined ? [] : [depth])].join(' '),
    ...(width === undefined ? [] : [`width ${width}`]),
    work === 'epoch' ? `epoch of ${examples.toLocaleString('en-US')}` : WORK[work],
    `batch ${batchSize}`,
  ].join(', ');
}
