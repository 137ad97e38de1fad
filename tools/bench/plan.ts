import type { Effort } from './measure/compare.ts';
import type { NetworkName, NetworkSize, Task } from './task.ts';

/** The parts that `--only` chooses from. */
export const PARTS = ['train', 'epoch', 'infer', 'scaling', 'startup', 'overhead'] as const;

/** One of the {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** A task, and how long it is measured. */
export interface Planned {
  readonly part: Part;
  readonly task: Task;
  readonly effort: Effort;
}

const train = (network: NetworkName, batchSize: number, size: NetworkSize = {}): Task => ({
  ...{ work: 'train', network, size, batchSize, examples: Math.max(1600, batchSize * 10) },
});
const infer = (network: NetworkName, batchSize: number): Task => ({
  ...{ work: 'infer', network, size: {}, batchSize, examples: Math.max(320, batchSize * 2) },
});
const epoch = (batchSize: number, examples: number): Task => ({
  ...{ work: 'epoch', network: 'digits', size: {}, batchSize, examples },
});

/** Everything, which takes most of an hour, or with `quick` a part of it, in about a minute. */
export function planOf(quick: boolean): readonly Planned[] {
  const effort = { rounds: 15, turnMs: 400, warmUp: 20 };
  // A step of the ResNet can take seconds.
  const slow = { ...effort, rounds: 7, warmUp: 5 };
  const whole = { rounds: 3, turnMs: 0, warmUp: 1 };
  const planned = (part: Part, how: Effort, tasks: readonly Task[]): readonly Planned[] =>
    tasks.map((task) => ({ part, task, effort: how }));
  if (quick) {
    const short = { rounds: 5, turnMs: 100, warmUp: 10 };
    return [
      ...planned('train', short, [train('digits', 32), train('lstm', 32)]),
      ...planned('infer', short, [infer('digits', 32)]),
    ];
  }
  return [
    ...planned('train', effort, [train('digits', 32), train('digits', 128)]),
    ...planned('train', slow, [train('resnet', 32)]),
    ...planned('train', effort, [train('lstm', 32)]),
    ...planned('epoch', whole, [epoch(32, 60_000), epoch(128, 60_000)]),
    ...planned(
      'infer',
      effort,
      [1, 32, 256].map((batchSize) => infer('digits', batchSize)),
    ),
    ...planned('infer', slow, [infer('resnet', 32), infer('lstm', 32)]),
    ...planned('scaling', slow, [
      ...[8, 512].map((batchSize) => train('digits', batchSize)),
      ...[0.5, 2, 4].map((width) => train('digits', 32, { width })),
      ...[14, 20].map((depth) => train('resnet', 32, { depth })),
    ]),
  ];
}
