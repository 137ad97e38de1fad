import {
  Cast,
  type CastAttrs,
  Identity,
  notEqual,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { alias } from '../internal/heap.ts';
import { defineKernel } from '../kernel.ts';

/** A second tensor on the same memory, as `reshape` gives; the stock kernel copies. */
export const identity = defineKernel<{ x: Tensor }, object>(Identity, {
  composed: ({ inputs: { x }, backend }) => (x.dtype === 'string' ? undefined : alias(backend, x)),
});

/**
 * A change of type. To the type that the tensor has already it needs no copy; to `bool` the stock
 * kernel keeps the low byte of the number (256 becomes false) instead of asking whether it is zero.
 */
export const cast = defineKernel<{ x: Tensor }, CastAttrs>(Cast, {
  composed({ inputs: { x }, attrs: { dtype }, backend }) {
    if (x.dtype === 'string') return undefined;
    if (x.dtype === dtype) return alias(backend, x);
    return dtype === 'bool' ? notEqual(x, zerosLike(x)) : undefined;
  },
});
