import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { Cache } from '../src/call/cache.ts';
import { leavesOf, mapLeaves, ownTensors, tensorsOf } from '../src/call/tree.ts';
import { tensorProto } from '../src/graph/constant.ts';
import { definitionOf } from '../src/graph/definition.ts';
import { decodeSavedModel, encodeSavedModel } from '../src/graph/messages.ts';
import { shapeProto, type GraphNode } from '../src/graph/node.ts';
import { dtypes } from '../src/native/backend.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('the cache of graphs', () => {
  it('lets go of what was not used for longest, and of what is replaced', () => {
    const gone: number[] = [];
    const cache = new Cache<number>(2, (value) => gone.push(value));
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3); // b was not used for longest
    cache.set('a', 4);
    expect(gone).toEqual([2, 1]);
    expect(cache.entries()).toEqual([
      ['c', 3],
      ['a', 4],
    ]);
    cache.clear();
    expect(gone).toEqual([2, 1, 3, 4]);
  });
});

describe('trees', () => {
  const [a, b] = [() => tf.scalar(1), () => tf.scalar(2)].map((make) =>
    tf.tidy(() => tf.keep(make())),
  );

  it('are arrays and plain records; everything else is a leaf', () => {
    const date = new Date(0);
    const tree = { list: [1, undefined, { deep: a }], date, b };
    expect(leavesOf(tree)).toEqual([1, undefined, a, date, b]);
    expect(tensorsOf(tree)).toEqual([a, b]);
    expect(mapLeaves(tree, (leaf) => typeof leaf)).toEqual({
      list: ['number', 'undefined', { deep: 'object' }],
      date: 'object',
      b: 'object',
    });
  });

  it("become the caller's: what is borrowed or comes twice gets a handle of its own", () => {
    const [first, second, third] = ownTensors([a, b, b], [a!]) as tf.Tensor[];
    expect([first === a, second === b, third === b]).toEqual([false, true, false]);
    expect(third?.dataId).toBe(b?.dataId);
  });
});

describe('constants', () => {
  it.each([
    ['zeros', new Float32Array(1000), { floatVal: [0] }],
    ['ones', new Int32Array(100).fill(1), { intVal: [1] }],
    ['all NaN', new Float32Array(20).fill(NaN), { floatVal: [NaN] }],
    ['all true', new Uint8Array(17).fill(1), { boolVal: [true] }],
  ])('that are the same everywhere are written once: %s', (_, values, wanted) => {
    const dtype =
      values instanceof Float32Array
        ? dtypes.float32
        : values instanceof Int32Array
          ? dtypes.int32
          : dtypes.bool;
    expect(tensorProto(dtype, [values.length], values)).toMatchObject(wanted);
  });

  it.each([
    ['0 and -0', Float32Array.from({ length: 20 }, (_, i) => (i === 7 ? -0 : 0))],
    ['one that differs', Float32Array.from({ length: 20 }, (_, i) => Number(i === 19))],
    ['few', Float32Array.of(2, 2)],
  ])('are written in full otherwise: %s', (_, values) => {
    const { tensorContent } = tensorProto(dtypes.float32, [values.length], values);
    expect(new Float32Array((tensorContent as Uint8Array).slice().buffer)).toEqual(values);
  });
});

test('a graph is written so that it can be read again', () => {
  const shape = shapeProto([2, 3]);
  const nodes: readonly GraphNode[] = [
    { name: 'in0', op: 'Placeholder', input: [], attr: { dtype: { type: 1 }, shape: { shape } } },
    {
      name: 'c1',
      op: 'Const',
      input: [],
      attr: {
        dtype: { type: 1 },
        value: { tensor: { dtype: 1, tensorShape: shape, floatVal: [0.5] } },
      },
    },
    { name: 'n2', op: 'Mul', input: ['in0', 'c1'], attr: { T: { type: 1 } } },
    {
      name: 'n3',
      op: 'Sum',
      input: ['n2', 'n2:1'],
      attr: { keep_dims: { b: true }, k: { list: { i: [1, -2] } } },
    },
  ];
  expect(decodeSavedModel(encodeSavedModel(nodes))).toEqual(nodes);
});

describe('definitions of operations', () => {
  it('tell inputs and attributes, and which have defaults', () => {
    const conv = definitionOf('Conv2D');
    expect(conv?.inputs).toHaveLength(2);
    expect(conv?.attributes.get('strides')).toEqual({ type: 'list(int)', hasDefault: false });
    expect(conv?.attributes.get('data_format')).toMatchObject({ hasDefault: true });
    expect(conv?.isStateful).toBe(false);
    expect(definitionOf('ConcatV2')?.inputs[0]).toMatchObject({ count: 'N' });
  });

  it.each(['Nonsense', 'constructor', '__proto__'])('there is none of %s', (name) => {
    expect(definitionOf(name)).toBeUndefined();
  });
});
