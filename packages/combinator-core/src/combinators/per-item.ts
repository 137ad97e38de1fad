import { dispose, Tensor } from '@tensorflow/tfjs-core';
import type { Dim } from '../contract/dim.ts';
import { formatPorts } from '../contract/format.ts';
import type { Ports, Spec } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, Particle, RunResult, TensorRecord, Value } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { checkItems, joinItems, splitItems } from './items.ts';
import type { IsOpen } from './static-parts.ts';

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
  IsOpen<P['input'] & P['output']> extends true
    ? Particle<Name>
    : Batched<P['input']> extends infer In extends Ports
      ? Batched<P['output']> extends infer Out extends Ports
        ? Particle<Name, In, Out, P['where']>
        : never
      : never;

/**
 * Lifts a particle that works on one item to lists of them: each item goes through by itself, and the
 * tensors that come out are stacked along a new first axis `batch`. This is how files of different
 * sizes become one batch: decode and resize per item. JAX `vmap` in meaning, a loop in effect.
 *
 * Ports: those of the particle, each with `batch` in front. Weights: those of the particle; state is
 * handed on from item to item.
 *
 * @throws ParticleError `contract-invalid` if the particle has a symbol `batch` of its own;
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
      checkItems(inputs);
      const runItem: RunItem = (item, i, current) =>
        child.run(
          child.traits.needsSeed
            ? { ...context, random: context.random.split(String(i)) }
            : context,
          item,
          params,
          current,
        );
      return child.traits.host
        ? runEach(child, splitItems(inputs), runItem, state, [params, state])
        : runAll(child, splitItems(inputs), runItem, state);
    },
  }) as AnyParticle as PerItem<Name, P>;
}

type RunItem = (
  item: Readonly<Record<string, Value>>,
  i: number,
  state: TensorRecord,
) => RunResult | Promise<RunResult>;

/** Runs the items one after another, each from the state that the one before it left. */
function runAll(
  { output }: AnyParticle,
  items: readonly Readonly<Record<string, Value>>[],
  run: RunItem,
  first: TensorRecord,
): RunResult {
  let state: TensorRecord = {};
  const results = items.map((item, i) => {
    const result = run(item, i, { ...first, ...state }) as RunResult;
    state = { ...state, ...result.state };
    return result.outputs;
  });
  return { outputs: joinItems(Object.keys(output), results), state };
}

/** The same for a particle that may be asynchronous; whatever is made on the way is released. */
async function runEach(
  { output }: AnyParticle,
  items: readonly Readonly<Record<string, Value>>[],
  run: RunItem,
  first: TensorRecord,
  given: readonly TensorRecord[],
): Promise<RunResult> {
  const borrowed = new Set(given.flatMap((record) => Object.values(record)));
  const made = new Set(items.flatMap(tensorsOf));
  let state: TensorRecord = {};
  let answer: RunResult | undefined;
  try {
    const results: RunResult['outputs'][] = [];
    for (const [i, item] of items.entries()) {
      const result = await run(item, i, { ...first, ...state });
      for (const tensor of [result.outputs, result.state ?? {}].flatMap(tensorsOf))
        made.add(tensor);
      state = { ...state, ...result.state };
      results.push(result.outputs);
    }
    answer = { outputs: joinItems(Object.keys(output), results), state };
    return answer;
  } finally {
    const kept = new Set(Object.values(answer?.state ?? {}));
    dispose([...made].filter((tensor) => !borrowed.has(tensor) && !kept.has(tensor)));
  }
}

function tensorsOf(record: Readonly<Record<string, Value>>): readonly Tensor[] {
  return Object.values(record).filter((value) => value instanceof Tensor);
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
    found: formatPorts(child.input),
    remedy: `use '${child.name}' as it is`,
  });
}

/** How a manifest lifts a particle again. */
export const perItemKind: ParticleKind = {
  kind: KIND,
  create: (_config, children, name) => perItem(assertParticle(children[0], KIND), { name }),
};
