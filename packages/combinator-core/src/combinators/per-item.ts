import { dispose, stack, Tensor, unstack } from '@tensorflow/tfjs-core';
import type { Dim } from '../contract/dim.ts';
import { formatShape } from '../contract/format.ts';
import type { Ports, Spec } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, HostValue, Particle, RunResult, Value } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';

const KIND = 'combinator-core/perItem@1';

/** Options of {@link perItem}. */
export interface PerItemOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'perItem'`. */
  readonly name?: Name;
}

type Batched<P> = {
  readonly [Port in keyof P]: {
    readonly [K in keyof P[Port] | 'shape']: K extends 'shape'
      ? readonly [
          'batch',
          ...(P[Port] extends { readonly shape: infer S extends readonly Dim[] } ? S : []),
        ]
      : K extends keyof P[Port]
        ? P[Port][K]
        : never;
  };
};

/** Made by {@link perItem}. */
export type PerItem<Name extends string, P extends AnyParticle> =
  Batched<P['input']> extends infer In extends Ports
    ? Batched<P['output']> extends infer Out extends Ports
      ? Particle<Name, In, Out, P['where']>
      : never
    : never;

/**
 * Lifts a particle that works on one item to lists of them: each item goes through by itself, and the
 * tensors that come out are stacked along a new first axis `batch`. This is how files of different
 * sizes become one batch: decode and resize per item. JAX `vmap` in meaning, a loop in effect.
 *
 * Ports: those of the particle, each with `batch` in front. Weights: those of the particle.
 *
 * @throws {@link ParticleError} `contract-invalid` if the particle has a symbol `batch` of its own;
 *   at the call `data-length-mismatch` for ports of different lengths, `data-empty` for no items,
 *   `value-invalid` for results of different sizes.
 *
 * @example
 * ```ts
 * import { compose, perItem } from '@sora-particles/combinator-core';
 * import { flatten, identity } from '@sora-particles/combinator-core/elementary';
 *
 * const each = perItem(identity());
 * each.input.x.shape; // ['batch', '...shape']
 * ```
 */
export function perItem<P extends AnyParticle, const Name extends string = 'perItem'>(
  particle: P,
  options: PerItemOptions<Name> = {},
): PerItem<Name, P> {
  const child = assertParticle(particle, 'perItem');
  checkOptions<PerItemOptions<Name>>('perItem', options, { name: optional(is.string) });
  refuseOwnBatch(child);
  const collect = (results: readonly RunResult[]): RunResult => ({
    outputs: Object.fromEntries(
      Object.keys(child.output).map((port) => [
        port,
        join(
          port,
          results.map(({ outputs }) => outputs[port] as Value),
        ),
      ]),
    ),
  });
  return defineParticle({
    kind: KIND,
    name: options.name ?? 'perItem',
    children: [child],
    input: batched(child.input),
    output: batched(child.output),
    where: child.where,
    params: child.params,
    state: child.state,
    traits: child.traits,
    flops: ['mul', 'batch', child.flops],
    run: (context, inputs, params, state) => {
      const items = split(inputs);
      const parts = items.flatMap((item) =>
        Object.values(item).filter((value) => value instanceof Tensor),
      );
      const runItem = (
        item: Readonly<Record<string, Value>>,
        i: number,
      ): RunResult | Promise<RunResult> =>
        child.run({ ...context, random: context.random.split(String(i)) }, item, params, state);
      if (!child.traits.host) return collect(items.map((item, i) => runItem(item, i) as RunResult));
      return inOrder(items, runItem, parts).then(({ results, made }) => {
        try {
          return collect(results);
        } finally {
          dispose(made);
        }
      });
    },
  }) as AnyParticle as PerItem<Name, P>;
}

/** Runs the items one after another; on failure nothing of what they made is left. */
async function inOrder(
  items: readonly Readonly<Record<string, Value>>[],
  run: (item: Readonly<Record<string, Value>>, i: number) => RunResult | Promise<RunResult>,
  parts: readonly Tensor[],
): Promise<{ results: RunResult[]; made: Tensor[] }> {
  const results: RunResult[] = [];
  const made: Tensor[] = [...parts];
  try {
    for (const [i, item] of items.entries()) {
      const result = await run(item, i);
      results.push(result);
      made.push(...Object.values(result.outputs).filter((value) => value instanceof Tensor));
    }
    return { results, made };
  } catch (error) {
    dispose(made);
    throw error;
  }
}

function batched(ports: Ports): Ports {
  return Object.fromEntries(
    Object.entries(ports).map(([port, spec]): [string, Spec] => [
      port,
      { ...spec, shape: ['batch', ...(spec.shape ?? [])] },
    ]),
  );
}

function refuseOwnBatch(child: AnyParticle): void {
  const dims = Object.values(child.input).flatMap(({ shape }) => shape ?? []);
  if (!dims.includes('batch')) return;
  throw new ParticleError({
    code: 'contract-invalid',
    summary: `perItem(): '${child.name}' takes batches already`,
    path: child.name,
    found: dims.map(String).join(', '),
  });
}

function split(
  inputs: Readonly<Record<string, Value>>,
): readonly Readonly<Record<string, Value>>[] {
  const columns = Object.entries(inputs).map(([port, value]): [string, readonly Value[]] => [
    port,
    value instanceof Tensor ? unstack(value) : (value as readonly HostValue[]),
  ]);
  const lengths = columns.map(([, values]) => values.length);
  const [length = 0] = lengths;
  if (length === 0) {
    throw new ParticleError({ code: 'data-empty', summary: 'perItem(): there are no items' });
  }
  if (lengths.some((other) => other !== length)) {
    throw new ParticleError({
      code: 'data-length-mismatch',
      summary: 'perItem(): the ports hold different numbers of items',
      found: columns.map(([port, values]) => `${port}: ${String(values.length)}`).join(', '),
    });
  }
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(columns.map(([port, values]) => [port, values[i] as Value])),
  );
}

function join(port: string, values: readonly Value[]): Value {
  const tensors = values.filter((value) => value instanceof Tensor);
  if (tensors.length === 0) return values as readonly HostValue[];
  const [first] = tensors;
  const odd = tensors.findIndex(({ shape }) => String(shape) !== String(first?.shape));
  if (odd === -1) return stack(tensors);
  throw new ParticleError({
    code: 'value-invalid',
    summary: `items of different sizes cannot form a batch: item ${String(odd)} differs from item 0`,
    path: port,
    expected: formatShape(first?.shape ?? []),
    found: formatShape(tensors[odd]?.shape ?? []),
    remedy: 'bring them to one size within perItem(), e.g. with `resize({ size: [28, 28] })`',
  });
}

/** How a manifest lifts a particle again. */
export const perItemKind: ParticleKind = {
  kind: KIND,
  create: (_config, children, name) => perItem(assertParticle(children[0], KIND), { name }),
};
