import type { Dim, Shape } from '../contract/dim.ts';
import { evaluateDim, evaluateShape, type Bindings } from '../contract/evaluate.ts';
import { formatDim } from '../contract/format.ts';
import { isTensorSpec, type DType, type Ports } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, ParamSpecs } from '../particle.ts';
import { walk, type Visit } from './walk.ts';

/** What a run takes. */
export interface Cost {
  /** Floating-point operations of one forward run; a multiplication and an addition count as two. */
  readonly flops: number;
  /** Numbers in weights and state. */
  readonly parameters: number;
  /** Bytes of weights and state. */
  readonly parameterBytes: number;
  /** Bytes of the outputs, which training keeps until the gradients are computed; none for parts on the host. */
  readonly activationBytes: number;
}

/** The cost of one step. */
export interface StepCost extends Cost {
  readonly path: string;
  readonly kind: string;
}

/** The cost of a particle: in total, and for each elementary step. */
export interface CostReport extends Cost {
  readonly steps: readonly StepCost[];
}

const BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  string: 0,
  complex64: 8,
};

/**
 * Computes what one forward run takes, from the contract alone: nothing is allocated or run.
 *
 * @param bindings - A size for each symbol of the inputs; `batch` is 1 where left out.
 * @throws ParticleError `symbol-unbound` for a symbol without a size.
 *
 * @example
 * ```ts
 * import { compose, cost } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 *
 * const net = compose(input({ shape: ['batch', 784], dtype: 'float32' })).to(dense({ units: 10 }));
 * cost(net, { batch: 32 }).parameters; // 7850
 * ```
 */
export function cost(particle: AnyParticle, bindings: Bindings = {}): CostReport {
  const steps = [...walk(particle, { batch: 1, ...bindings })]
    .filter(({ hasParts }) => !hasParts)
    .map(stepCost);
  const total = (key: keyof Cost): number => steps.reduce((sum, step) => sum + step[key], 0);
  return {
    steps,
    flops: total('flops'),
    parameters: total('parameters'),
    parameterBytes: total('parameterBytes'),
    activationBytes: total('activationBytes'),
  };
}

function stepCost({ path, particle, bindings, output }: Visit): StepCost {
  const at = path === '' ? particle.name : path;
  const weights = [particle.params, particle.state]
    .map((specs) => weightSizes(specs, bindings, at))
    .flat();
  return {
    path: at,
    kind: particle.kind,
    flops: sized(evaluateDim(particle.flops, bindings), at),
    parameters: weights.reduce((sum, { size }) => sum + size, 0),
    parameterBytes: weights.reduce((sum, { size, bytes }) => sum + size * bytes, 0),
    activationBytes: particle.traits.host ? 0 : activationBytes(output, at),
  };
}

function weightSizes(
  specs: ParamSpecs,
  bindings: Bindings,
  at: string,
): readonly { readonly size: number; readonly bytes: number }[] {
  return Object.values(specs).map(({ shape, dtype = 'float32' }) => ({
    size: sizeOf(evaluateShape(shape, bindings), at),
    bytes: BYTES[dtype],
  }));
}

function activationBytes(output: Ports, at: string): number {
  return Object.values(output)
    .filter(isTensorSpec)
    .reduce((sum, { shape, dtype = 'float32' }) => {
      const [first = 'float32'] = typeof dtype === 'string' ? [dtype] : dtype;
      return sum + sizeOf(shape, at) * BYTES[first];
    }, 0);
}

function sizeOf(shape: Shape, at: string): number {
  return shape.reduce<number>((product, dim) => product * sized(dim, at), 1);
}

function sized(dim: Dim, at: string): number {
  if (typeof dim === 'number') return dim;
  throw new ParticleError({
    code: 'symbol-unbound',
    summary: `the cost depends on a size that is not known: ${formatDim(dim)}`,
    path: at,
    remedy: 'pass it: cost(particle, { batch: 32, height: 28, ... })',
  });
}
