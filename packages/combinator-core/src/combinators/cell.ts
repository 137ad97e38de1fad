import { stack, transpose, unstack, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { isSpread } from '../contract/dim.ts';
import { evaluateShape, type Bindings } from '../contract/evaluate.ts';
import { formatShape } from '../contract/format.ts';
import { isTensorSpec, type TensorSpec } from '../contract/spec.ts';
import { unify } from '../contract/unify.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, TensorRecord, Value } from '../particle.ts';
import { sources } from './pass-through.ts';
import { wire, type Wired } from './wire.ts';
import { beginWiring, extendWiring } from './wiring.ts';

/** A cell that a scan can run. */
export interface Cell {
  /** Ports of the state. */
  readonly states: readonly string[];
  /** Its contract, with sizes such that the state fits again when it comes back. */
  readonly contract: Omit<Wired, 'composition'>;
}

/**
 * Checks that a particle is a cell: from `x` to `y`, with a state that goes in and comes out.
 *
 * @throws ParticleError `contract-invalid`, or the codes of `connect` for a state that does not
 *   fit when it comes in again.
 */
export function readCell(cell: AnyParticle): Cell {
  const states = Object.keys(cell.input).filter((port) => port !== 'x');
  const problem = problemOf(cell, states);
  if (problem !== undefined) {
    throw new ParticleError({
      code: 'contract-invalid',
      summary: `scan(): ${problem}`,
      path: cell.name,
    });
  }
  const first = sources(cell.input, (port) => ({ node: null, port }));
  const again = sources(cell.input, (port) => ({ node: port === 'x' ? null : 'first', port }));
  const { inputs } = extendWiring(beginWiring({ input: cell.input }), [
    { name: 'first', particle: cell, inputs: first },
    { name: 'again', particle: cell, inputs: again },
  ]);
  const { composition: _composition, ...contract } = wire({
    input: inputs,
    nodes: [{ name: '', particle: cell, inputs: first }],
    outputs: sources(cell.output, (port) => ({ node: '', port })),
  });
  return { states, contract };
}

function problemOf(cell: AnyParticle, states: readonly string[]): string | undefined {
  const { x } = cell.input;
  const { y } = cell.output;
  const isBatched = [x, y].every((spec) => spec !== undefined && (spec.shape ?? []).length > 0);
  if (!isBatched) return "a cell goes from 'x' to 'y', both with the batch first";
  const specs = [...Object.values(cell.input), ...Object.values(cell.output)];
  if (cell.traits.host || !specs.every(isTensorSpec)) return 'a cell works on tensors';
  if (specs.some(({ shape }) => shape.includes('time')))
    return `'${cell.name}' knows 'time' by itself`;
  const lost = states.find((port) => cell.output[port] === undefined);
  if (lost !== undefined)
    return `the state '${lost}' of '${cell.name}' goes in and does not come out`;
  return undefined;
}

/** Where the axis of time is: behind the batch, which may be a spread. */
function timeAxis(spec: TensorSpec | undefined, rankWithoutTime: number): number {
  const { shape } = spec as TensorSpec;
  const [batch = null, ...rest] = shape;
  return isSpread(batch) ? rankWithoutTime - rest.length : 1;
}

/**
 * The input of each step.
 *
 * @throws ParticleError `data-empty`.
 */
export function splitTime(cell: AnyParticle, x: Tensor): readonly Tensor[] {
  const axis = timeAxis(cell.input['x'] as TensorSpec, x.rank - 1);
  if (x.shape[axis] !== 0) return unstack(moveAxis(x, axis, 0));
  throw new ParticleError({
    code: 'data-empty',
    summary: 'scan(): there are no steps in time',
    path: `${cell.name}.x`,
    found: formatShape(x.shape),
  });
}

/** The outputs of all steps as one tensor. */
export function joinTime(cell: AnyParticle, ys: readonly Tensor[]): Tensor {
  return moveAxis(stack([...ys]), 0, timeAxis(cell.output['y'] as TensorSpec, ys[0]?.rank ?? 0));
}

/**
 * A tensor with one axis at another place. Steps are taken apart and put together along the first axis,
 * where each lies in one piece: along another one, the cpu backend goes number by number, seven times slower.
 */
function moveAxis(x: Tensor, from: number, to: number): Tensor {
  if (from === to) return x;
  const order = x.shape.map((_, axis) => axis).filter((axis) => axis !== from);
  order.splice(to, 0, from);
  return transpose(x, order);
}

/**
 * The given first states, and zeros for the others.
 *
 * @throws ParticleError `port-missing` for a state whose size nothing else tells.
 */
export function firstStates(
  cell: AnyParticle,
  states: readonly string[],
  inputs: Readonly<Record<string, Value>>,
  xs: readonly Tensor[],
  params: TensorRecord,
): Readonly<Record<string, Value>> {
  const isGiven = (port: string): boolean => inputs[port] !== undefined;
  if (states.every(isGiven))
    return Object.fromEntries(states.map((port) => [port, inputs[port] as Value]));
  let bindings: Bindings = {};
  const learn = (spec: Pick<TensorSpec, 'shape'> | undefined, tensor: Tensor | undefined): void => {
    if (spec === undefined || tensor === undefined) return;
    const met = unify(spec.shape, tensor.shape, bindings);
    if (met.ok) bindings = met.bindings;
  };
  learn(cell.input['x'] as TensorSpec, xs[0]);
  for (const port of states.filter(isGiven)) {
    learn(cell.input[port] as TensorSpec, inputs[port] as Tensor);
  }
  for (const [path, spec] of Object.entries(cell.params)) learn(spec, params[path]);
  return Object.fromEntries(
    states.map((port): [string, Value] => [port, inputs[port] ?? zeroState(cell, port, bindings)]),
  );
}

function zeroState(cell: AnyParticle, port: string, bindings: Bindings): Tensor {
  const { shape, dtype } = cell.input[port] as TensorSpec;
  const sizes = evaluateShape(shape, bindings);
  if (sizes.every((size) => typeof size === 'number')) {
    return zeros([...sizes], typeof dtype === 'string' ? dtype : 'float32');
  }
  throw new ParticleError({
    code: 'port-missing',
    summary: `scan(): the first state '${port}' must be given, as nothing else tells its size`,
    path: `${cell.name}.${port}`,
    expected: formatShape(sizes),
  });
}
