import type { Dim } from '../../src/contract/dim.ts';
import {
  formatDim,
  formatPorts,
  formatRange,
  formatShape,
  formatSpec,
  formatSpecInFull,
} from '../../src/contract/format.ts';
import type { Spec } from '../../src/contract/spec.ts';

test.each<[Dim, string]>([
  [28, '28'],
  [0, '0'],
  ['height', 'height'],
  ['...lead', '...lead'],
  [null, '?'],
  [['add', 'height', -2], 'height - 2'],
  [['add', 'height', 2], 'height + 2'],
  [['add', 'a', 'b', -1, 3], 'a + b - 1 + 3'],
  [['add', -1, 'a'], '-1 + a'],
  [['add'], '0'],
  [['mul', 2, 'h', 'w'], '2*h*w'],
  [['mul', '...features'], 'prod(...features)'],
  [['mul', ['add', 'h', -2], 'w'], '(h - 2)*w'],
  [['mul', ['window', 'h', 3, 2, 'valid'], 'w'], '(floor((h - 3)/2) + 1)*w'],
  [['mul', ['window', 'h', 3, 2, 'same'], 'w'], 'ceil(h/2)*w'],
  [['mul'], '1'],
  [['div', 'h', 2], 'h/2'],
  [['div', ['mul', 'h', 'w'], 2], 'h*w/2'],
  [['div', ['add', 'h', 1], 2], '(h + 1)/2'],
  [['window', 'h', 3, 2, 'valid'], 'floor((h - 3)/2) + 1'],
  [['window', 'h', 1, 2, 'same'], 'ceil(h/2)'],
  [['window', ['add', 'h', -2], 2, 2, 'valid'], 'floor((h - 2 - 2)/2) + 1'],
  [['window', ['add', 'h', -2], 2, 2, 'same'], 'ceil((h - 2)/2)'],
  [['window', 'h', 3, 2, 'valid', 2], 'floor((h - 5)/2) + 1'],
])('the size %j reads %s', (dim, text) => {
  expect(formatDim(dim)).toBe(text);
});

test.each<[Spec, string, string]>([
  [{ shape: [] }, '[]', '[]'],
  [{ shape: ['batch', 10], dtype: 'float32' }, '[batch, 10] float32', '[batch, 10] float32'],
  [{ shape: ['n'], dtype: ['float32', 'int32'] }, '[n] float32 | int32', '[n] float32 | int32'],
  [
    { shape: ['n'], dtype: 'float32', range: [0, 255], layout: 'NHWC', meaning: 'image' },
    '[n] float32',
    '[n] float32, range [0, 255], NHWC, image',
  ],
  [{ shape: ['n'], range: { of: 'x', scale: 2, offset: 0 } }, '[n]', "[n], range scaled from 'x'"],
  [{ shape: ['n'], range: null, layout: null, meaning: null }, '[n]', '[n]'],
  [{ value: 'bytes' }, 'bytes', 'bytes'],
  [{ value: 'bytes', shape: [], meaning: 'image' }, 'bytes', 'bytes, image'],
  [{ value: 'text', shape: ['batch'] }, '[batch] text', '[batch] text'],
])('the spec %j reads %s, in full %s', (spec, short, full) => {
  expect(formatSpec(spec)).toBe(short);
  expect(formatSpecInFull(spec)).toBe(full);
});

test('shapes, ranges and ports', () => {
  expect(formatShape(['batch', null, ['mul', 2, 'h']])).toBe('[batch, ?, 2*h]');
  expect(formatRange([-0.5, 255])).toBe('[-0.5, 255]');
  expect(formatPorts({ a: { shape: ['n'] }, b: { value: 'label' } })).toBe('a: [n]; b: label');
  expect(formatPorts({})).toBe('');
});
