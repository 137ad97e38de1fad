import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Dim } from '../contract/dim.ts';
import type { Ports, Spec } from '../contract/spec.ts';
import { defineParticle } from '../define-particle.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, Particle, RunResult, TensorRecord, Value } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { firstStates, joinTime, readCell, splitTime } from './cell.ts';
import { firstOutput, hold, maskSpec, splitMask } from './masked-step.ts';
import type { IsOpen } from './static-parts.ts';

const KIND = 'combinator-core/scan@1';

/** Options of {@link scan}. */
export interface ScanOptions<Name extends string = string> {
  /** Name in messages and paths. Default `'scan'`. */
  readonly name?: Name;
  /** Goes from the last step to the first; outputs keep the order of the inputs. Default false. */
  readonly reverse?: boolean;
}

type InsertTime<S> = S extends { readonly shape: readonly [infer Batch, ...infer Rest] }
  ? { readonly [K in keyof S]: K extends 'shape' ? readonly [Batch, 'time', ...Rest] : S[K] }
  : never;

type Optional<S> = {
  readonly [K in keyof S | 'optional']: K extends 'optional'
    ? true
    : K extends keyof S
      ? S[K]
      : never;
};

/** Made by {@link scan}. */
export type Scan<Name extends string, Cell extends AnyParticle> =
  IsOpen<Cell['input'] & Cell['output']> extends true
    ? Particle<Name>
    : InputsOf<Cell['input'], MaskOf<Cell['input'], Cell['output']>> extends infer In extends Ports
      ? OutputsOf<Cell['output']> extends infer Out extends Ports
        ? Particle<Name, In, Out, Cell['where']>
        : never
      : never;

type InputsOf<In, Mask> = {
  readonly [Port in keyof In | keyof Mask]: Port extends keyof Mask
    ? Mask[Port]
    : Port extends keyof In
      ? Port extends 'x'
        ? InsertTime<In[Port]>
        : Optional<In[Port]>
      : never;
};

type BatchOf<S> = S extends { readonly shape: readonly [infer Batch, ...unknown[]] } ? Batch : null;

/** The optional mask, where `y` and all states are those of the items of the batch. */
type MaskOf<In, Out> = 'mask' extends keyof In | keyof Out
  ? unknown
  : In extends { readonly x: infer X }
    ? {
        [Port in (keyof In | 'y') & keyof Out]: BatchOf<Out[Port]> extends BatchOf<X>
          ? never
          : Port;
      }[(keyof In | 'y') & keyof Out] extends never
      ? {
          [Port in keyof In]: BatchOf<In[Port]> extends BatchOf<X> ? never : Port;
        }[keyof In] extends never
        ? { readonly mask: MaskSpec<BatchOf<X>> }
        : unknown
      : unknown
    : unknown;

/** An alias, as declarations of packages that return a scan cannot name an interface that stays in here. */
type MaskSpec<Batch> = {
  readonly shape: readonly [Batch, 'time'];
  readonly dtype: 'bool';
  readonly optional: true;
};

type OutputsOf<Out> = {
  readonly [Port in keyof Out]: Port extends 'y' ? InsertTime<Out[Port]> : Out[Port];
};

/**
 * Runs a cell once for each step in time, handing its state on: (y_t, h_t) = cell(x_t, h_(t-1)). This is
 * what recurrent networks are made of. JAX `lax.scan`, Keras `RNN`.
 *
 * The cell takes `x` [batch, ...] and its state, and gives `y` [batch, ...] and the next state under the
 * same port names. The scan takes `x` [batch, time, ...] and, optionally, the first state (zeros where
 * left out); it gives `y` [batch, time, ...] and the last state. Weights: those of the cell.
 *
 * Where the optional `mask`, bool [batch, time], is false, a step leaves the state of the item as it was,
 * and its output is that of the step before it, zeros before the first; as in Keras. (A cell whose state
 * does not begin with the batch, or that has a port `mask`, takes none. State that training replaces,
 * such as moving averages, sees masked steps as well.)
 *
 * @throws ParticleError `contract-invalid` for a cell without `x` and `y`, one whose state goes in
 *   and does not come out, or one that knows `time` by itself, such as another scan; the codes of
 *   `connect` for a state that does not fit when it comes in again; at the call `data-empty` for no
 *   steps, and `port-missing` for a first state that is left out and whose size nothing else tells.
 *
 * @example
 * ```ts
 * import { defineParticle, scan } from '@sora-particles/combinator-core';
 * import { add } from '@tensorflow/tfjs-core';
 *
 * const runningSum = scan(
 *   defineParticle({
 *     kind: 'my-particles/sum@1',
 *     name: 'sum',
 *     input: {
 *       x: { shape: ['batch', 'features'], dtype: 'float32' },
 *       total: { shape: ['batch', 'features'], dtype: 'float32' },
 *     },
 *     output: {
 *       y: { shape: ['batch', 'features'], dtype: 'float32' },
 *       total: { shape: ['batch', 'features'], dtype: 'float32' },
 *     },
 *     run: (_context, { x, total }) => {
 *       const next = add(x, total);
 *       return { outputs: { y: next, total: next } };
 *     },
 *   }),
 * );
 * ```
 */
export function scan<Cell extends AnyParticle, const Name extends string = 'scan'>(
  cell: Cell,
  options: ScanOptions<Name> = {},
): Scan<Name, Cell> {
  const step = assertParticle(cell, 'scan');
  checkOptions<ScanOptions<Name>>('scan', options, {
    name: optional(is.string),
    reverse: optional(is.boolean),
  });
  const { name = 'scan', reverse = false } = options;
  const read = readCell(step);
  const { states, contract } = read;
  const mask = maskSpec(read);
  const input: Ports = {
    ...mapPorts(contract.input, (port, spec) =>
      port === 'x' ? insertTime(spec) : { ...spec, optional: true },
    ),
    ...(mask && { mask }),
  };
  return defineParticle({
    ...contract,
    kind: KIND,
    name,
    config: { reverse },
    children: [step],
    input,
    output: mapPorts(contract.output, (port, spec) => (port === 'y' ? insertTime(spec) : spec)),
    flops: ['mul', 'time', contract.flops],
    run: (context, inputs, params, state) => {
      const xs = splitTime(step, inputs['x'] as Tensor);
      const masks = splitMask(mask, inputs['mask']);
      const ys: Tensor[] = [];
      let last: Tensor | undefined;
      let carried = firstStates(step, states, inputs, xs, params);
      let changed: TensorRecord = {};
      const order = reverse ? [...xs.keys()].reverse() : [...xs.keys()];
      for (const t of order) {
        const runStep = (): RunResult => {
          const result = step.run(
            step.traits.needsSeed
              ? { ...context, random: context.random.split(String(t)) }
              : context,
            { ...carried, x: xs[t] as Tensor },
            params,
            { ...state, ...changed },
          ) as RunResult;
          const real = masks?.[t];
          if (real === undefined) return result;
          const y = last ?? firstOutput(result, carried, (port) => inputs[port] !== undefined);
          return hold(real, result, { ...(carried as TensorRecord), y });
        };
        const result: RunResult = tidy(runStep as () => RunResult & Record<string, never>);
        last = result.outputs['y'] as Tensor;
        ys[t] = last;
        carried = Object.fromEntries(states.map((port) => [port, result.outputs[port] as Value]));
        changed = { ...changed, ...result.state };
      }
      return { outputs: { ...carried, y: joinTime(step, ys) }, state: changed };
    },
  }) as AnyParticle as Scan<Name, Cell>;
}

function mapPorts(ports: Ports, change: (port: string, spec: Spec) => Spec): Ports {
  return Object.fromEntries(
    Object.entries(ports).map(([port, spec]) => [port, change(port, spec)]),
  );
}

function insertTime(spec: Spec): Spec {
  const [batch, ...rest] = spec.shape as readonly [Dim, ...Dim[]];
  return { ...spec, shape: [batch, 'time', ...rest] };
}

/** How a manifest makes a scan again. */
export const scanKind: ParticleKind = {
  kind: KIND,
  create: ({ reverse }, children, name) =>
    scan(assertParticle(children[0], KIND), { name, reverse: reverse as boolean }),
};
