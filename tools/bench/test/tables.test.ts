import { compileTable } from '../report/compile-table.ts';
import { duration, significant, times } from '../report/figures.ts';
import { goalsTable } from '../report/goals.ts';
import { scalingTable } from '../report/grids.ts';
import { mainTable } from '../report/main-table.ts';
import { renderTable } from '../report/table.ts';
import { comparison, measured, task } from './support.ts';

test('a table lines up, numbers to the right', () => {
  const columns = [{ title: 'name' }, { title: 'ms', isNumber: true }];
  const rows = [['a', '1.00'], ['longer', '10'], ['short']];
  expect(renderTable({ title: 'T', columns, rows }).split('\n')).toEqual([
    '| name   |   ms |',
    '| ------ | ---: |',
    '| a      | 1.00 |',
    '| longer |   10 |',
    '| short  |      |',
  ]);
});

test.each([
  { value: 0.001234, text: '0.00123' },
  { value: 0.5, text: '0.500' },
  { value: 1, text: '1.00' },
  { value: 12.34, text: '12.3' },
  { value: 1234, text: '1234' },
  { value: -2.5, text: '-2.50' },
  { value: 0, text: '0' },
  { value: NaN, text: '–' },
])('$value is shown as $text', ({ value, text }) => {
  expect(significant(value)).toBe(text);
});

test('durations are in milliseconds up to ten seconds', () => {
  expect([0.5, 9999, 12_345, NaN].map(duration)).toEqual(['0.500 ms', '9999 ms', '12.3 s', '–']);
  expect([2, NaN].map(times)).toEqual(['2.00x', '–']);
});

test('the main table has the fastest first, and how many times as fast as the reference', () => {
  const ours = measured('sora-native', 4, { cpuMs: [6, 6, 6] });
  const { columns, rows } = mainTable([comparison(task(), measured('layers-native', 12), ours)]);
  expect(columns.map(({ title }) => title)).toContain('against layers-native');
  expect(rows).toEqual([
    [
      'digits, training step, batch 32',
      ...['sora-native', '4.00 ms', '3.50 – 4.50', '6.00 ms', '3.00x', '1.5000'],
    ],
    ['', 'layers-native', '12.0 ms', '10.5 – 13.5', '12.0 ms', '1.00x', '1.5000'],
  ]);
});

test('without a native reference, the one on WebAssembly is it', () => {
  const { columns } = mainTable([comparison(task(), measured('layers-wasm', 12))]);
  expect(columns.map(({ title }) => title)).toContain('against layers-wasm');
});

test('one that computed something else is marked and compared with nobody', () => {
  const cheat = measured('sora-native', 1, { check: 1.6 });
  const honest = ['layers-native', 'keras-jax'].map((name) => measured(name, 12));
  const given = [comparison(task(), cheat, ...honest)];
  expect(mainTable(given).rows[0]?.slice(-2)).toEqual(['–', '1.6000 (!)']);
  expect(goalsTable(given).rows).toEqual([]);
});

test.each([
  { work: 'train', check: 1.52, isMarked: false },
  { work: 'train', check: 1.55, isMarked: true },
  { work: 'epoch', check: 1.6, isMarked: false },
  { work: 'infer', check: 1.52, isMarked: true },
  { work: 'train', check: NaN, isMarked: true },
] as const)('$work: $check beside 1.5 is marked: $isMarked', ({ work, check, isMarked }) => {
  const others = ['a', 'b'].map((name) => measured(name, 1));
  const { rows } = mainTable([comparison(task({ work }), ...others, measured('c', 2, { check }))]);
  expect(rows[2]?.at(-1)?.endsWith('(!)')).toBe(isMarked);
});

test.each([
  { ms: 1.5, verdict: 'more' },
  { ms: 3, verdict: 'reached' },
  { ms: 6, verdict: 'missed' },
])('a goal of 3.5 times, 6 hoped for: $ms of 12 ms is $verdict', ({ ms, verdict }) => {
  const both = [measured('sora-native', ms), measured('layers-native', 12)];
  const [row] = goalsTable([comparison(task(), ...both)]).rows;
  expect(row?.at(-1)).toBe(verdict);
});

test('of several the fastest counts, on both sides', () => {
  const all = [
    ...[measured('sora-native', 5), measured('sora-native-eager', 50)],
    ...[measured('keras-jax', 4), measured('keras-tensorflow', 8)],
  ];
  const { rows } = goalsTable([comparison(task({ network: 'lstm' }), ...all)]);
  expect(rows.map((row) => row.slice(1, 4))).toEqual([['sora-native', 'keras-jax', '0.800x']]);
});

test('other widths and depths are no goals', () => {
  const both = [measured('sora-native', 1), measured('layers-native', 12)];
  expect(goalsTable([comparison(task({ size: { width: 2 } }), ...both)]).rows).toEqual([]);
});

test('compiling is even where what it costs has been won back', () => {
  const compiled = measured('sora-wasm-2', 2, { firstMs: 102 });
  const eager = measured('sora-wasm-eager', 10, { firstMs: 20 });
  const { rows } = compileTable([comparison(task(), compiled, eager)]);
  // It costs 100 and eager 10 more in the first step; then it wins 8 a step: 90 / 8.
  expect(rows.map((row) => [row[1], row.at(-1)])).toEqual([
    ['sora-wasm-2', '12 steps'],
    ['sora-wasm-eager', '–'],
  ]);
});

test('compiling that makes it slower is never even', () => {
  const both = [measured('sora-native', 11), measured('sora-native-eager', 10)];
  expect(compileTable([comparison(task(), ...both)]).rows[0]?.at(-1)).toBe('never');
});

test('growth is sorted by network, width, depth and batch, and only ours', () => {
  const sizes = [
    task({ batchSize: 512 }),
    task({ network: 'resnet', size: { depth: 20 } }),
    task({ size: { width: 0.5 } }),
    task({ network: 'resnet', size: { depth: 14 } }),
    task({ batchSize: 8 }),
  ];
  const both = [measured('sora-wasm', 1), measured('layers-wasm', 2)];
  const { columns, rows } = scalingTable(sizes.map((one) => comparison(one, ...both)));
  expect(columns.map(({ title }) => title)).toEqual(['task', 'sora-wasm']);
  expect(rows.map(([title]) => title)).toEqual([
    'digits, width 0.5, training step, batch 32',
    'digits, training step, batch 8',
    'digits, training step, batch 512',
    'resnet 14, training step, batch 32',
    'resnet 20, training step, batch 32',
  ]);
});
