import { branch } from '../../src/combinators/branch.ts';
import { compose } from '../../src/combinators/chain.ts';
import { graph } from '../../src/combinators/graph.ts';
import { add } from '../../src/combinators/merge.ts';
import { perItem } from '../../src/combinators/per-item.ts';
import { rename } from '../../src/combinators/rename.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { residual } from '../../src/combinators/residual.ts';
import { defineParticle } from '../../src/define-particle.ts';
import {
  concatenate,
  decodeLabels,
  dense,
  dropout,
  flatten,
  identity,
  input,
  relu,
  rescale,
  reshape,
  sigmoid,
  softmax,
} from '../../src/elementary/index.ts';
import { marks, masked, slide, split, stub } from '../support/cases.ts';
import {
  refusesBranches,
  refusesNode,
  refusesRepeat,
  refusesResidual,
  refusesStep,
  type Refusal,
} from './refuses.ts';

const pixels = input({
  shape: ['batch', 28, 28, 1],
  dtype: 'float32',
  range: [0, 255],
  meaning: 'image',
});
const f32 = <const S extends readonly (string | number)[]>(...shape: S) =>
  ({ shape, dtype: 'float32' }) as const;

/** Needs a mask of another dtype than the one that there is. */
const selected = defineParticle({
  kind: 'test/selected@1',
  name: 'selected',
  input: { x: { shape: ['...shape'] }, mask: { shape: ['...shape'], dtype: 'bool' } },
  output: { y: { shape: ['...shape'] } },
  run: (_context, { x }) => ({ outputs: { y: x } }),
});

/** Compositions that do not fit, with the one line that the compiler and the run time both tell. */
export const rows: Readonly<Record<string, Refusal>> = {
  'an image where a vector is needed': refusesStep(
    compose(pixels),
    stub('classify', f32('batch', 784), f32('batch', 10)),
    "'input' -> 'classify' port 'x', rank: needs 2, got 4 (has [batch, 28, 28, 1] float32; 'classify' takes [batch, 784] float32)",
  ),
  'a size behind several steps': refusesStep(
    compose(pixels).to(flatten()).to(relu()).to(dropout(0.5)),
    stub('classify', f32('batch', 783), f32('batch', 10)),
    "'dropout' -> 'classify' port 'x', axis 1: needs 783, got 784 (has [batch, 784] float32; 'classify' takes [batch, 783] float32)",
  ),
  'a size that the chain computes': refusesStep(
    compose(input({ shape: ['batch', 28], dtype: 'float32' }))
      .to(slide(3, 1))
      .to(slide(3, 2)),
    stub('n', f32('b', 13), f32('b')),
    "'slide' -> 'n' port 'x', axis 1: needs 13, got 12 (has [batch, 12] float32; 'n' takes [b, 13] float32)",
  ),
  'a size that is still open': refusesStep(
    compose(slide(3, 2)),
    stub('n', f32('b', 13), f32('b')),
    "'slide' -> 'n' port 'x', axis 1: needs 13, got floor((length - 3)/2) + 1 (has [batch, floor((length - 3)/2) + 1] float32; 'n' takes [b, 13] float32)",
  ),
  'a window that does not fit': refusesStep(
    compose(input({ shape: ['batch', 6], dtype: 'float32' })).to(slide(3, 1)),
    slide(5, 1),
    "'slide' -> 'slide' port 'x', output 'y', axis 1: window 5 is larger than 4 (has [batch, 4] float32; 'slide' takes [batch, length] float32)",
  ),
  'values that are not as many': refusesStep(
    compose(pixels),
    reshape({ shape: [783] }),
    "'input' -> 'reshape' port 'x', needs prod(...features) = 783, got 784 (has [batch, 28, 28, 1] float32; 'reshape' takes [batch, ...features])",
  ),
  'a rest that does not divide': refusesStep(
    compose(pixels),
    reshape({ shape: [-1, 5] }),
    "'input' -> 'reshape' port 'x', output 'y', axis 1: 784 is not divisible by 5 (has [batch, 28, 28, 1] float32; 'reshape' takes [batch, ...features])",
  ),
  'the classic silent bug': refusesStep(
    compose(pixels),
    rescale({ from: [0, 1], to: [-1, 1] }),
    "'input' -> 'rescale' port 'x', range: needs [0, 1], got [0, 255] (has [batch, 28, 28, 1] float32; 'rescale' takes [...shape] float32 | int32)",
  ),
  'a range that is not stated': refusesStep(
    compose(input({ shape: ['batch', 2], dtype: 'float32' })),
    rescale({ from: [0, 255], to: [0, 1] }),
    "'input' -> 'rescale' port 'x', range: needs [0, 255], got unspecified (has [batch, 2] float32; 'rescale' takes [...shape] float32 | int32)",
  ),
  'a range that was withdrawn': refusesStep(
    compose(pixels).to(dropout(0.5)),
    rescale({ from: [0, 255], to: [0, 1] }),
    "'dropout' -> 'rescale' port 'x', range: needs [0, 255], got unspecified (has [batch, 28, 28, 1] float32; 'rescale' takes [...shape] float32 | int32)",
  ),
  'a range that was withdrawn from an open input, and scaled': refusesStep(
    compose(dropout(0.5)).to(rescale(1 / 255)),
    rescale({ from: [0, 1], to: [-1, 1] }),
    "'rescale' -> 'rescale' port 'x', range: needs [0, 1], got unspecified (has [...shape] float32; 'rescale' takes [...shape] float32 | int32)",
  ),
  'two ranges of one input': refusesStep(
    compose(identity()).to(
      stub('unit', { shape: ['...s'], range: [0, 1] }, { shape: ['...s'], like: 'x' }),
    ),
    rescale({ from: [0, 255], to: [0, 1] }),
    "'unit' -> 'rescale' port 'x', range: needs [0, 255], got [0, 1] (has [...shape]; 'rescale' takes [...shape] float32 | int32)",
  ),
  'whole numbers where fractions are needed': refusesStep(
    compose(input({ shape: ['batch', 4], dtype: 'int32' })),
    dense({ units: 3 }),
    "'input' -> 'dense' port 'x', dtype: needs float32, got int32 (has [batch, 4] int32; 'dense' takes [...lead, in] float32)",
  ),
  'another layout': refusesStep(
    compose(input({ shape: ['batch', 3, 8, 8], dtype: 'float32', layout: 'NCHW' })),
    stub('image', { ...f32('b', 'h', 'w', 'c'), layout: 'NHWC' }, f32('b')),
    "'input' -> 'image' port 'x', layout: needs NHWC, got NCHW (has [batch, 3, 8, 8] float32; 'image' takes [b, h, w, c] float32)",
  ),
  'probabilities where logits are needed': refusesStep(
    compose(input({ shape: ['batch', 784], dtype: 'float32' }))
      .to(dense({ units: 3, meaning: 'logits' }))
      .to(softmax()),
    sigmoid(),
    "'softmax' -> 'sigmoid' port 'x', meaning: needs logits, got probabilities (has [batch, 3] float32; 'sigmoid' takes [...shape] float32)",
  ),
  'more classes than labels': refusesStep(
    compose(dense({ units: 3, meaning: 'logits' })).to(softmax()),
    decodeLabels({ labels: ['yes', 'no'] }),
    "'softmax' -> 'decodeLabels' port 'x', axis 1: needs 2, got 3 (has [batch, 3] float32; 'decodeLabels' takes [batch, 2] float32)",
  ),
  'bytes where a tensor is needed': refusesStep(
    compose(input({ value: 'bytes', shape: ['batch'], meaning: 'image' })),
    flatten(),
    "'input' -> 'flatten' port 'x', needs a tensor, got bytes (has [batch] bytes; 'flatten' takes [batch, ...features])",
  ),
  'texts where bytes are needed': refusesStep(
    compose(input({ value: 'text' })),
    stub('decode', { value: 'bytes' }, f32(1)),
    "'input' -> 'decode' port 'x', needs bytes, got text (has text; 'decode' takes bytes)",
  ),
  'an input that no output is named as': refusesStep(
    compose(split()),
    relu(),
    "'relu': input port 'x' is not wired",
  ),
  'a port of a step with several': refusesStep(
    compose(branch({ deep: dense({ units: 3 }), wide: dense({ units: 2 }) })),
    add({ inputs: ['deep', 'wide'] }),
    "'branch' -> 'add' port 'wide', axes '...shape': needs [...shape, 3], got [...shape, 2] (has [...shape, 2] float32; 'add' takes [...shape] float32)",
  ),
  'a mask from several steps before, of another length': refusesStep(
    compose(input({ shape: ['batch', 8], dtype: 'float32' }))
      .to(marks())
      .to(slide(3, 1)),
    masked(),
    "'slide' -> 'masked' port 'x', axes '...shape': needs [batch, 8], got [batch, 6] (has [batch, 6] float32; 'masked' takes [...shape] float32)",
  ),
  'a port from several steps before, by the name of who gives it': refusesStep(
    compose(marks()).to(relu()),
    selected,
    "'marks' -> 'selected' port 'mask', dtype: needs bool, got float32 (has [...shape] float32; 'selected' takes [...shape] bool)",
  ),
  'a port from within a chain, by the name of who gives it': refusesStep(
    compose(relu()).to(compose(marks()).to(dropout(0.1))),
    selected,
    "'marks' -> 'selected' port 'mask', dtype: needs bool, got float32 (has [...shape] float32; 'selected' takes [...shape] bool)",
  ),
  'a step that would take only what was before the last': refusesStep(
    compose(branch({ deep: dense({ units: 3 }), wide: dense({ units: 3 }) })).to(
      add({ inputs: ['deep', 'wide'] }),
    ),
    add({ inputs: ['deep', 'wide'] }),
    "'add': input port 'deep' is not wired",
  ),
  'the names in messages are those of the last steps': refusesStep(
    compose(pixels).to(compose(flatten({ name: 'lay' })).to(relu({ name: 'act' }))),
    compose(stub('first', f32('b', 'c', 'd'), f32('b'))).to(relu()),
    "'act' -> 'chain' port 'x', rank: needs 3, got 2 (has [batch, 784] float32; 'chain' takes [b, c, d] float32)",
  ),
  'a renamed part is one step': refusesStep(
    compose(pixels),
    rename('head', compose(stub('first', f32('b', 'c'), f32('b'))).to(relu())),
    "'input' -> 'head' port 'x', rank: needs 2, got 4 (has [batch, 28, 28, 1] float32; 'head' takes [b, c] float32)",
  ),
  'items of a list': refusesStep(
    compose(input({ value: 'text', shape: ['batch'] })),
    perItem(stub('decode', { value: 'bytes' }, f32(1))),
    "'input' -> 'perItem' port 'x', needs bytes, got text (has [batch] text; 'perItem' takes [batch] bytes)",
  ),
  'a residual in a chain': refusesStep(
    compose(input({ shape: ['batch', 5], dtype: 'float32' })),
    residual(dense({ units: 4 })),
    "'input' -> 'residual' port 'x', axis -1: needs 4, got 5 (has [batch, 5] float32; 'residual' takes [...lead, 4] float32)",
  ),
  'a repeat in a chain': refusesStep(
    compose(input({ shape: ['batch', 6], dtype: 'float32' })),
    repeat(stub('five', f32('b', 5), f32('b', 5)), 2),
    "'input' -> 'repeat' port 'x', axis 1: needs 5, got 6 (has [batch, 6] float32; 'repeat' takes [b, 5] float32)",
  ),
  'a graph in a chain': refusesStep(
    compose(input({ shape: ['batch', 6], dtype: 'float32' })),
    graph({ x: f32('batch', 5) }, { name: 'block' })
      .node('a', relu(), { x: 'x' })
      .output({ y: 'a' }),
    "'input' -> 'block' port 'x', axis 1: needs 5, got 6 (has [batch, 6] float32; 'block' takes [batch, 5] float32)",
  ),
  'a condition that was open in a part': refusesStep(
    compose(pixels),
    branch({ a: reshape({ shape: [783] }), b: relu() }),
    "'input' -> 'branch' port 'x', needs prod(...shape) = 783, got 784 (has [batch, 28, 28, 1] float32; 'branch' takes [batch, ...shape] float32)",
  ),

  'branches of different sizes': refusesBranches(
    { a: stub('m', f32('b', 3), f32('b')), b: stub('n', f32('b', 4), f32('b')) },
    "'x' -> 'n' port 'x', axis 1: needs 4, got 3 (has [b, 3] float32; 'n' takes [b, 4] float32)",
  ),
  'branches of different dtypes': refusesBranches(
    { a: relu(), b: stub('n', { shape: ['...s'], dtype: 'int32' }, f32(1)) },
    "'x' -> 'n' port 'x', dtype: needs int32, got float32 (has [...shape] float32; 'n' takes [...s] int32)",
  ),
  'branches of different ranges': refusesBranches(
    { a: rescale({ from: [0, 255], to: [0, 1] }), b: rescale({ from: [0, 1], to: [-1, 1] }) },
    "'x' -> 'rescale' port 'x', range: needs [0, 1], got [0, 255] (has [...shape] float32 | int32; 'rescale' takes [...shape] float32 | int32)",
  ),
  'a branch with more inputs': refusesBranches(
    { a: relu(), b: concatenate() },
    "'x' -> 'concatenate': 'concatenate' has no input port 'x'",
  ),

  'a way around what changes the size': refusesResidual(
    slide(3, 1),
    "'x' -> 'add' port 'b', axes '...shape': needs [batch, length - 2], got [batch, length] (has [batch, length] float32; 'add' takes [...shape] float32)",
  ),
  'a way around what changes the rank': refusesResidual(
    compose(input({ shape: ['batch', 4, 5], dtype: 'float32' })).to(flatten()),
    "'x' -> 'add' port 'b', axes '...shape': needs [batch, 20], got [batch, 4, 5] (has [batch, 4, 5] float32; 'add' takes [...shape] float32)",
  ),
  'a way around what gives something else': refusesResidual(
    split(),
    "a residual needs a particle from 'x' to 'y'",
  ),
  'a shortcut of another size': refusesResidual(
    dense({ units: 3 }),
    "'way' -> 'add' port 'b', axes '...shape': needs [...lead, 3], got [...lead, 4] (has [...lead, 4] float32; 'add' takes [...shape] float32)",
    dense({ units: 4, name: 'way' }),
  ),
  'a shortcut that does not take the input': refusesResidual(
    dense({ units: 3 }),
    "'x' -> 'way' port 'x', dtype: needs int32, got float32 (has [...lead, in] float32; 'way' takes [n] int32)",
    stub('way', { shape: ['n'], dtype: 'int32' }, f32(3)),
  ),
  'a shortcut that gives something else': refusesResidual(
    relu(),
    "a shortcut goes from 'x' to 'y'",
    split(),
  ),

  'a repetition of another size': refusesRepeat(
    stub('n', f32('b', 3), f32('b', 4)),
    2,
    "'n' -> 'n' port 'x', axis 1: needs 3, got 4 (has [b, 4] float32; 'n' takes [b, 3] float32)",
  ),
  'a repetition that comes to nothing': refusesRepeat(
    compose(input({ shape: ['batch', 6], dtype: 'float32' })).to(slide(3, 1)),
    2,
    "'chain' -> 'chain' port 'x', axis 1: needs 6, got 4 (has [batch, 4] float32; 'chain' takes [batch, 6] float32)",
  ),

  'a node of another size': refusesNode(
    graph({ x: f32('batch', 64) }),
    'a',
    stub('n', f32('b', 63), f32('b')),
    { x: 'x' },
    "'x' -> 'n' port 'x', axis 1: needs 63, got 64 (has [batch, 64] float32; 'n' takes [b, 63] float32)",
  ),
  'a node behind a node': refusesNode(
    graph({ x: f32('batch', 64) }).node('hidden', dense({ units: 8 }), { x: 'x' }),
    'sum',
    add(),
    { a: 'hidden', b: 'x' },
    "'x' -> 'add' port 'b', axes '...shape': needs [batch, 8], got [batch, 64] (has [batch, 64] float32; 'add' takes [...shape] float32)",
  ),
  'a port of a node': refusesNode(
    graph({ x: f32('batch', 64) }).node('parts', split(), { x: 'x' }),
    'n',
    stub('n', f32('b', 63), f32('b')),
    { x: 'parts.positive' },
    "'parts' -> 'n' port 'x', axis 1: needs 63, got 64 (has [batch, 64] float32; 'n' takes [b, 63] float32)",
  ),
  'a node that is not there': refusesNode(
    graph({ x: f32('batch', 64) }),
    'a',
    relu(),
    { x: 'hiden' },
    "'a': there is no node or input 'hiden'",
  ),
  'a port that the node has not': refusesNode(
    graph({ x: f32('batch', 64) }).node('parts', split(), { x: 'x' }),
    'a',
    relu(),
    { x: 'parts' },
    "'a': there is no node or input 'parts'",
  ),
  'a port that the particle has not': refusesNode(
    graph({ x: f32('batch', 64) }),
    'a',
    relu(),
    { x: 'x', mask: 'x' },
    "'x' -> 'relu': 'relu' has no input port 'mask'",
  ),
  'a port that is not wired': refusesNode(
    graph({ x: f32('batch', 64) }),
    'a',
    add(),
    { a: 'x' },
    "'add': input port 'b' is not wired",
  ),
  'an optional input': refusesNode(
    graph({ x: { ...f32('batch', 64), optional: true } }),
    'a',
    masked(),
    { x: 'x' },
    "'x' -> 'masked' port 'x', needs a value, got one that is optional (has [batch, 64] float32; 'masked' takes [...shape] float32)",
  ),
  'a name that is taken': refusesNode(
    graph({ x: f32('batch', 64) }).node('a', relu(), { x: 'x' }),
    'a',
    relu(),
    { x: 'x' },
    "a graph has one input or node for each name; 'a' is taken",
  ),
  'the name of an input': refusesNode(
    graph({ x: f32('batch', 64) }),
    'x',
    relu(),
    { x: 'x' },
    "a graph has one input or node for each name; 'x' is taken",
  ),
};
