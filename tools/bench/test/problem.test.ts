import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel } from '../contestants/onnx-format.ts';
import { batchOf, readProblem, weightsOf, writeProblem } from '../networks/problem.ts';

const numbers = (shape: readonly number[], from = 0) => ({
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i / 3),
  shape,
});

const problem = {
  x: { values: Int32Array.of(1, -2, 3, 2 ** 30), shape: [2, 2] },
  y: numbers([2, 3]),
  weights: { 'a/kernel': numbers([2, 2], 5), 'a/b/kernel': numbers([3]), 'a/bias': numbers([2]) },
};

test('what is written is read again, bit by bit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  try {
    await writeProblem(join(folder, 'new'), problem);
    expect(await readProblem(join(folder, 'new'))).toEqual(problem);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the weights of a layer come in their order', () => {
  const { weights } = problem;
  expect(weightsOf(problem, 'a/b')).toEqual([weights['a/b/kernel']]);
  expect(weightsOf({ ...problem, weights: { 'ab/c': numbers([1]) } }, 'a')).toEqual([]);
});

test.each([
  { index: 0, expected: [0, 1, 2, 3] },
  { index: 1, expected: [4, 5, 6, 7] },
  { index: 2, expected: [0, 1, 2, 3] },
])('batch $index of 5 examples is $expected: only full ones', ({ index, expected }) => {
  const data = { values: Int32Array.from({ length: 10 }, (_, i) => i), shape: [5, 2] };
  const { values, shape } = batchOf(data, index, 2);
  expect([...values]).toEqual(expected);
  expect(shape).toEqual([2, 2]);
});

test('ONNX is written as its definition says', () => {
  const bytes = encodeModel({
    ...{ irVersion: 8, producerName: 'ab' },
    graph: { node: [{ input: ['x'], opType: 'R', attribute: [{ name: 'i', i: 3, type: 2 }] }] },
    opsetImport: [{ version: 17 }],
  });
  // Each field: its number times 8 plus the kind of its value (0 number, 2 length and bytes).
  const attribute = [0x0a, 1, 0x69, 0x18, 3, 0xa0, 1, 2];
  const node = [0x0a, 1, 0x78, 0x22, 1, 0x52, 0x2a, attribute.length, ...attribute];
  const graph = [0x3a, node.length + 2, 0x0a, node.length, ...node];
  expect([...bytes]).toEqual([8, 8, 0x12, 2, 0x61, 0x62, ...graph, 0x42, 2, 0x10, 17]);
});
