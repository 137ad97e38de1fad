import type { Comparison, Measured } from '../measure/compare.ts';
import { pairedRatio, summarize } from '../measure/statistics.ts';
import { type NetworkName, titleOf, type Work } from '../task.ts';
import { dissenters } from './agreement.ts';
import { times } from './figures.ts';
import type { Table } from './table.ts';

/** How fast this project means to be. The fastest of a list counts. */
interface Goal {
  readonly work: Work;
  readonly network: NetworkName;
  readonly batchSize: number;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** How many times as fast. */
  readonly reach: number;
  readonly hope: number;
}

const native = ['sora-native', 'sora-native-eager'];
const oneThread = ['sora-wasm', 'sora-wasm-eager'];
const twoWorkers = ['sora-wasm-2'];
const keras = ['keras-tensorflow', 'keras-jax'];

const digits = { network: 'digits', batchSize: 32 } as const;
const lstm = { work: 'train', network: 'lstm', batchSize: 32, ours: native } as const;

const goals: readonly Goal[] = [
  { ...digits, work: 'train', ours: native, theirs: ['layers-native'], reach: 3.5, hope: 6 },
  { ...digits, work: 'epoch', ours: native, theirs: ['keras-tensorflow'], reach: 1.25, hope: 2 },
  { ...lstm, theirs: ['layers-native'], reach: 5, hope: 8 },
  { ...lstm, theirs: keras, reach: 1, hope: 1.43 },
  { ...digits, work: 'train', ours: oneThread, theirs: ['composed'], reach: 9, hope: 15 },
  {
    ...digits,
    work: 'epoch',
    ours: twoWorkers,
    theirs: ['keras-tensorflow'],
    reach: 1.25,
    hope: 2,
  },
  ...[1, 32, 256].flatMap((batchSize): readonly Goal[] => {
    const inference = { work: 'infer', network: 'digits', batchSize, reach: 2, hope: 3 } as const;
    return [
      { ...inference, ours: native, theirs: ['layers-native'] },
      { ...inference, ours: oneThread, theirs: ['layers-wasm'] },
    ];
  }),
];

/** What was reached of the goals; those whose contestants did not take part are left out. */
export function goalsTable(comparisons: readonly Comparison[]): Table {
  return {
    title: 'Goals',
    columns: [
      { title: 'task' },
      { title: 'ours' },
      { title: 'against' },
      { title: 'times as fast', isNumber: true },
      { title: 'to reach', isNumber: true },
      { title: 'hoped for', isNumber: true },
      { title: '' },
    ],
    rows: goals.flatMap((goal) => {
      const comparison = comparisons.find(({ task }) => isTaskOf(goal, task));
      if (comparison === undefined) return [];
      const [ours, theirs] = [fastest(comparison, goal.ours), fastest(comparison, goal.theirs)];
      if (ours === undefined || theirs === undefined) return [];
      const factor = 1 / pairedRatio(ours.ms, theirs.ms);
      const verdict = factor >= goal.hope ? 'more' : factor >= goal.reach ? 'reached' : 'missed';
      const figures = [factor, goal.reach, goal.hope].map(times);
      return [[titleOf(comparison.task), ours.name, theirs.name, ...figures, verdict]];
    }),
  };
}

function isTaskOf({ work, network, batchSize }: Goal, task: Comparison['task']): boolean {
  const { width, depth } = task.size;
  const isPlain = width === undefined && depth === undefined;
  return isPlain && task.work === work && task.network === network && task.batchSize === batchSize;
}

function fastest(comparison: Comparison, names: readonly string[]): Measured | undefined {
  const others = dissenters(comparison);
  return comparison.measured
    .filter(({ name }) => names.includes(name) && !others.has(name))
    .sort((a, b) => summarize(a.ms).median - summarize(b.ms).median)[0];
}
