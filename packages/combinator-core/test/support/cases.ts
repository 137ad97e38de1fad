import { cast, greater, mul, relu as reluOp } from '@tensorflow/tfjs-core';
import type { Dim } from '../../src/contract/dim.ts';
import type { Spec } from '../../src/contract/spec.ts';
import { defineParticle } from '../../src/define-particle.ts';
import type { AnyParticle } from '../../src/particle.ts';
import type { ParticleKind } from '../../src/registry.ts';

/** A particle that takes and gives what is stated, for contracts; it cannot run. */
export function stub<const Name extends string, const X extends Spec, const Y extends Spec>(
  name: Name,
  x: X,
  y: Y,
) {
  return defineParticle({
    kind: `test/${name}@1`,
    name,
    input: { x },
    output: { y },
    run: (): never => {
      throw new Error('a stub does not run');
    },
  });
}

/** A window that slides along the only axis, for contracts. */
export const slide = <const K extends number, const S extends number>(size: K, stride: S) =>
  stub(
    'slide',
    { shape: ['batch', 'length'], dtype: 'float32' },
    { shape: ['batch', ['window', 'length', size, stride, 'valid']], dtype: 'float32' },
  );

/** Two outputs of one input: the positive and the negative part. */
export const split = () =>
  defineParticle({
    kind: 'test/split@1',
    name: 'split',
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: {
      positive: { shape: ['...shape'], dtype: 'float32' },
      negative: { shape: ['...shape'], dtype: 'float32' },
    },
    run: (_context, { x }) => ({
      outputs: { positive: reluOp(x), negative: reluOp(mul(x, -1)) },
    }),
  });

/** Multiplies by a mask where there is one. */
export const masked = () =>
  defineParticle({
    kind: 'test/masked@1',
    name: 'masked',
    input: {
      x: { shape: ['...shape'], dtype: 'float32' },
      mask: { shape: ['...shape'], dtype: 'float32', optional: true },
    },
    output: { y: { shape: ['...shape'], dtype: 'float32' } },
    run: (_context, { x, mask }) => {
      return { outputs: { y: mask === undefined ? x : mul(x, cast(greater(mask, 0), 'float32')) } };
    },
  });

/** What it takes, and a mask of what is positive. */
export const marks = () =>
  defineParticle({
    kind: 'test/marks@1',
    name: 'marks',
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: {
      y: { shape: ['...shape'], dtype: 'float32' },
      mask: { shape: ['...shape'], dtype: 'float32' },
    },
    run: (_context, { x }) => ({ outputs: { y: x, mask: cast(greater(x, 0), 'float32') } }),
  });

/** A particle as one whose ports the compiler does not know. */
export const any = (particle: AnyParticle): AnyParticle => particle;

/** The shape of an output. */
export const shapeOf = (particle: AnyParticle, port = 'y'): readonly Dim[] =>
  particle.output[port]?.shape ?? [];

/** Kinds of the particles here that can run. */
export const testKinds: readonly ParticleKind[] = [
  { kind: 'test/split@1', create: split },
  { kind: 'test/masked@1', create: masked },
  { kind: 'test/marks@1', create: marks },
];
