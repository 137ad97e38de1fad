import { add, chain, graph, type AnyParticle, type Ports } from '@sora-particles/combinator-core';
import { dense, dropout, layerNormalization } from '@sora-particles/combinator-core/elementary';
import { multiHeadAttention } from '../attention/multi-head-attention.ts';
import type { TransformerBlockSettings } from '../blocks/block-options.ts';

/** A part of a block, with a way around it. */
export interface Sublayer {
  /** Begins the names of its nodes. */
  readonly name: string;
  readonly particle: AnyParticle;
  /** Where its ports other than `x` come from. */
  readonly wires?: Readonly<Record<string, string>>;
}

/** A graph that grows; what the compiler would prove of it is proved when it is run. */
interface Growing {
  node(name: string, particle: AnyParticle, wires: Readonly<Record<string, string>>): Growing;
  output(ports: Readonly<Record<string, string>>): AnyParticle;
}

/**
 * Sublayers one after another, each as y = norm(x + drop(f(x))), or, with `normalizeFirst`,
 * y = x + drop(f(norm(x))).
 */
export function stackSublayers(
  input: Ports,
  sublayers: readonly Sublayer[],
  { dropout: rate, normalizeFirst, epsilon }: TransformerBlockSettings,
): AnyParticle {
  let growing = graph(input) as unknown as Growing;
  let last = 'x';
  for (const { name, particle, wires = {} } of sublayers) {
    const node = (suffix: string, part: AnyParticle, from: Readonly<Record<string, string>>) => {
      growing = growing.node(`${name}${suffix}`, part, from);
      return `${name}${suffix}`;
    };
    const norm = (from: string): string =>
      node('Norm', layerNormalization({ epsilon }), { x: from });
    const before = normalizeFirst ? norm(last) : last;
    const inner = node('', particle, { ...wires, x: before });
    const dropped = node('Dropout', dropout(rate), { x: inner });
    const sum = node('Sum', add(), { a: last, b: dropped });
    last = normalizeFirst ? sum : norm(sum);
  }
  return growing.output({ y: last });
}

/** Attention from each step to the others, or to a memory. */
export function attentionOf(
  { units, heads, dropout: rate, kernelInitializer }: TransformerBlockSettings,
  options: { readonly causal?: boolean; readonly memory?: boolean } = {},
): AnyParticle {
  const size = { heads, headSize: units / heads, outputSize: units };
  return multiHeadAttention({ ...size, dropout: rate, kernelInitializer, ...options });
}

/** Two dense layers, step by step. */
export function feedForward({
  units,
  hiddenUnits,
  activation,
  kernelInitializer,
}: TransformerBlockSettings): AnyParticle {
  return chain([
    dense({ name: 'hidden', units: hiddenUnits, activation, kernelInitializer }),
    dense({ name: 'output', units, kernelInitializer }),
  ]);
}
