import { selectBackend } from '@sora-particles/backend';
import {
  type AnyParticle,
  chain,
  initialize,
  splitVariables,
} from '@sora-particles/combinator-core';
import { createContext } from '@sora-particles/combinator-core';
import { dense, relu } from '@sora-particles/combinator-core/elementary';
import {
  fused,
  keep,
  ones,
  type Rank,
  reshape,
  relu as rectify,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { takeTurns } from './rounds.ts';
import { pairedRatio } from './statistics.ts';

/** What {@link measureOverhead} gives. */
export interface Overhead {
  readonly backend: string;
  /** Milliseconds a run, for each round. */
  readonly chain: readonly number[];
  readonly sameCalls: readonly number[];
  readonly byHand: readonly number[];
  /** How much longer the chain takes than the same calls: 0.01 is 1 %. */
  readonly share: number;
  /** The same against what one would write by hand, for this one rank. */
  readonly shareByHand: number;
}

/** Ten dense layers, each with its relu: 20 particles. */
const LAYERS = 10;
const UNITS = 256;
const BATCH = 32;

/**
 * A chain of 20 particles against the same TensorFlow.js calls written by hand, on the same weights; and
 * against fewer calls: a dense layer that is to work at every rank reshapes its input and output.
 */
export async function measureOverhead(rounds: number, turnMs: number): Promise<Overhead> {
  const { name } = await selectBackend({ prefer: 'wasm' });
  const particle: AnyParticle = chain(
    Array.from({ length: LAYERS }, (_, layer) => [
      dense({ units: UNITS, name: `dense${layer}` }),
      relu({ name: `relu${layer}` }),
    ]).flat(),
  );
  const variables = initialize(particle, { seed: 1, bindings: { in: UNITS } });
  const { params, state } = splitVariables(particle, variables);
  const context = createContext({});
  const x = keep(ones([BATCH, UNITS]));
  const kernels = Array.from({ length: LAYERS }, (_, layer) => ({
    kernel: params[`dense${layer}/kernel`] as Tensor2D,
    bias: params[`dense${layer}/bias`] as Tensor,
  }));
  const candidates = {
    chain: () => particle.run(context, { x }, params, state) as never,
    sameCalls: () =>
      kernels.reduce<Tensor>((y, { kernel, bias }) => {
        const rows = reshape<Rank.R2>(y, [-1, UNITS]);
        const next = fused.matMul({ a: rows, b: kernel, bias });
        return rectify(reshape(next, [...y.shape.slice(0, -1), UNITS]));
      }, x),
    byHand: () =>
      kernels.reduce<Tensor>(
        (y, { kernel, bias }) => rectify(fused.matMul({ a: y, b: kernel, bias })),
        x,
      ),
  };
  const each = time(candidates.byHand, 50);
  const count = Math.max(10, Math.round(turnMs / each));
  for (const run of Object.values(candidates)) time(run, count);
  const { samples } = await takeTurns(
    Object.entries(candidates).map(([label, run]) => ({
      name: label,
      sample: () => Promise.resolve(time(run, count)),
    })),
    rounds,
  );
  const [chained = [], sameCalls = [], byHand = []] = samples.values();
  return {
    ...{ backend: name, chain: chained, sameCalls, byHand },
    share: pairedRatio(chained, sameCalls) - 1,
    shareByHand: pairedRatio(chained, byHand) - 1,
  };
}

function time(run: () => Tensor, count: number): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) tidy(() => void run());
  return (performance.now() - start) / count;
}
