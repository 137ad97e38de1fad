import { stack, tidy, unstack, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { evaluateShape } from '../contract/evaluate.ts';
import type { Dim, Shape } from '../contract/dim.ts';
import { isTensorSpec, type Ports, type Spec, type TensorSpec } from '../contract/spec.ts';
import { unify } from '../contract/unify.ts';
import { defineParticle } from '../define-particle.ts';
import { ParticleError } from '../errors.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { AnyParticle, Particle, RunResult, Value } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';

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
export type Scan<Name extends string, Cell extends AnyParticle> = {
  readonly [Port in keyof Cell['input']]: Port extends 'x'
    ? InsertTime<Cell['input'][Port]>
    : Optional<Cell['input'][Port]>;
} extends infer In extends Ports
  ? {
      readonly [Port in keyof Cell['output']]: Port extends 'y'
        ? InsertTime<Cell['output'][Port]>
        : Cell['output'][Port];
    } extends infer Out extends Ports
    ? Particle<Name, In, Out, Cell['where']>
    : never
  : never;

/**
 * Runs a cell once for each step in time, handing its state on: (y_t, h_t) = cell(x_t, h_(t-1)). This is
 * what recurrent networks are made of. JAX `lax.scan`, Keras `RNN`.
 *
 * The cell takes `x` [batch, ...] and its state, and gives `y` [batch, ...] and the next state under the
 * same port names. The scan takes `x` [batch, time, ...] and, optionally, the first state (zeros where
 * left out); it gives `y` [batch, time, ...] and the last state. Weights: those of the cell.
 *
 * @throws {@link ParticleError} `contract-invalid` for a cell without `x` and `y`, or whose state goes in
 *   and does not come out.
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
  const states = statePorts(step);
  const input: Ports = mapPorts(step.input, (port, spec) =>
    port === 'x' ? insertTime(spec) : { ...spec, optional: true },
  );
  const output: Ports = mapPorts(step.output, (port, spec) =>
    port === 'y' ? insertTime(spec) : spec,
  );
  return defineParticle({
    kind: KIND,
    name,
    config: { reverse },
    children: [step],
    input,
    output,
    where: step.where,
    params: step.params,
    state: step.state,
    traits: step.traits,
    flops: ['mul', 'time', step.flops],
    run: (context, inputs, params, state) => {
      const xs = unstack(inputs['x'] as Tensor, 1);
      const ys: Tensor[] = [];
      let carried = firstStates(step, states, inputs, xs[0]);
      let nextState = state;
      const order = reverse ? [...xs.keys()].reverse() : [...xs.keys()];
      for (const t of order) {
        const result = tidy(
          () =>
            step.run(
              step.traits.needsSeed
                ? { ...context, random: context.random.split(String(t)) }
                : context,
              { ...carried, x: xs[t] as Tensor },
              params,
              nextState,
            ) as RunResult & Record<string, never>,
        ) as RunResult;
        ys[t] = result.outputs['y'] as Tensor;
        carried = Object.fromEntries(states.map((port) => [port, result.outputs[port] as Value]));
        nextState = { ...nextState, ...result.state };
      }
      return { outputs: { ...carried, y: stack(ys, 1) }, state: nextState };
    },
  }) as AnyParticle as Scan<Name, Cell>;
}

function statePorts(cell: AnyParticle): readonly string[] {
  const states = Object.keys(cell.input).filter((port) => port !== 'x');
  const problem =
    cell.input['x'] === undefined || cell.output['y'] === undefined
      ? "a cell goes from 'x' to 'y'"
      : cell.traits.host
        ? 'a cell works on tensors'
        : states.find((port) => cell.output[port] === undefined);
  if (problem === undefined) return states;
  throw new ParticleError({
    code: 'contract-invalid',
    summary: states.includes(problem)
      ? `scan(): the state '${problem}' of '${cell.name}' goes in and does not come out`
      : `scan(): ${problem}`,
    path: cell.name,
  });
}

function mapPorts(ports: Ports, change: (port: string, spec: Spec) => Spec): Ports {
  return Object.fromEntries(
    Object.entries(ports).map(([port, spec]) => [port, change(port, spec)]),
  );
}

function insertTime(spec: Spec): Spec {
  if (!isTensorSpec(spec) || spec.shape.length === 0) return spec;
  const [batch, ...rest] = spec.shape as readonly [Dim, ...Dim[]];
  return { ...spec, shape: [batch, 'time', ...rest] };
}

/** The given first states, and zeros for the others. */
function firstStates(
  cell: AnyParticle,
  states: readonly string[],
  inputs: Readonly<Record<string, Value>>,
  x: Tensor | undefined,
): Readonly<Record<string, Value>> {
  const pattern = (cell.input['x'] as TensorSpec).shape;
  const met = unify(pattern, x?.shape ?? []);
  const bindings = met.ok ? met.bindings : {};
  return Object.fromEntries(
    states.map((port): [string, Value] => {
      const given = inputs[port];
      if (given !== undefined) return [port, given];
      const shape: Shape = evaluateShape((cell.input[port] as TensorSpec).shape, bindings);
      return [port, zeros(shape as number[])];
    }),
  );
}

/** How a manifest makes a scan again. */
export const scanKind: ParticleKind = {
  kind: KIND,
  create: ({ reverse }, children, name) =>
    scan(assertParticle(children[0], KIND), { name, reverse: reverse as boolean }),
};
