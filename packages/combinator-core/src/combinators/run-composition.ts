import { dispose, Tensor, tidy } from '@tensorflow/tfjs-core';
import type {
  AnyParticle,
  Composition,
  CompositionNode,
  RunContext,
  RunResult,
  Source,
  TensorRecord,
  Value,
} from '../particle.ts';
import { connectValues } from '../internal/check-values.ts';
import { joinPath } from './names.ts';
import { unverifiedNodes } from './unverified-nodes.ts';

/** The keys of a node's own record and of the composition's, in pairs. */
type Keys = readonly (readonly [own: string, path: string])[];

interface Step extends CompositionNode {
  /** Whether its inputs can only be checked now. */
  readonly isOpen: boolean;
  readonly params: Keys;
  readonly state: Keys;
  readonly sources: readonly (readonly [port: string, source: Source])[];
}

/**
 * Makes the `run` of a combination: the nodes in order, each with its own weights and random numbers.
 * Inputs of a node that were not known in full when it was connected are checked here.
 */
export function runComposition(plan: Composition): AnyParticle['run'] {
  const open = unverifiedNodes(plan);
  const steps: readonly Step[] = plan.nodes.map((node) => ({
    ...node,
    isOpen: open.has(node.name),
    params: keysOf(node, 'params'),
    state: keysOf(node, 'state'),
    sources: Object.entries(node.inputs),
  }));
  const outputs = Object.entries(plan.outputs);
  const isHost = steps.some(({ particle }) => particle.traits.host);

  const begin = (inputs: Readonly<Record<string, Value>>): Values => new Map([[null, inputs]]);
  const end = (values: Values, state: Record<string, Tensor>): RunResult => ({
    outputs: Object.fromEntries(
      outputs.map(([port, source]) => [port, read(values, source) as Value]),
    ),
    state,
  });

  if (!isHost) {
    return (context, inputs, params, state) => {
      const values = begin(inputs);
      const nextState: Record<string, Tensor> = {};
      for (const step of steps) {
        const result = runStep(step, context, values, params, state) as RunResult;
        record(step, result, values, nextState);
      }
      return end(values, nextState);
    };
  }
  return async (context, inputs, params, state) => {
    const values = begin(inputs);
    const nextState: Record<string, Tensor> = {};
    const made = new Set<Tensor>();
    const given = new Set([
      ...tensorsIn(inputs),
      ...Object.values(params),
      ...Object.values(state),
    ]);
    const release = (kept: RunResult | undefined): void => {
      const keep = new Set(kept === undefined ? [] : tensorsIn([kept.outputs, kept.state]));
      dispose([...made].filter((tensor) => !keep.has(tensor)));
    };
    try {
      for (const step of steps) {
        const run = (): RunResult | Promise<RunResult> =>
          runStep(step, context, values, params, state);
        const result = step.particle.traits.host
          ? await run()
          : tidy(() => run() as RunResult & Record<string, never>);
        for (const tensor of tensorsIn([result.outputs, result.state])) {
          if (!given.has(tensor)) made.add(tensor);
        }
        record(step, result, values, nextState);
      }
      const result = end(values, nextState);
      release(result);
      return result;
    } catch (error) {
      release(undefined);
      throw error;
    }
  };
}

type Values = Map<string | null, Readonly<Record<string, Value>>>;

function checkInputs({ particle, sources }: Step, inputs: Readonly<Record<string, Value>>): void {
  const producers = Object.fromEntries(sources);
  connectValues(particle, inputs, (port) => producers[port]?.node ?? 'input');
}

function keysOf({ name, particle }: CompositionNode, kind: 'params' | 'state'): Keys {
  return Object.keys(particle[kind]).map((key) => [key, joinPath(name, key)]);
}

function runStep(
  step: Step,
  context: RunContext,
  values: Values,
  params: TensorRecord,
  state: TensorRecord,
): RunResult | Promise<RunResult> {
  const inputs: Record<string, Value> = {};
  for (const [port, source] of step.sources) {
    const value = read(values, source);
    if (value !== undefined) inputs[port] = value;
  }
  if (step.isOpen) checkInputs(step, inputs);
  return step.particle.run(
    step.particle.traits.needsSeed
      ? { ...context, random: context.random.split(step.name) }
      : context,
    inputs,
    pick(params, step.params),
    pick(state, step.state),
  );
}

function pick(record: TensorRecord, keys: Keys): TensorRecord {
  const own: Record<string, Tensor> = {};
  for (const [key, path] of keys) own[key] = record[path] as Tensor;
  return own;
}

function record(
  step: Step,
  result: RunResult,
  values: Values,
  nextState: Record<string, Tensor>,
): void {
  values.set(step.name, result.outputs);
  if (result.state === undefined) return;
  for (const [key, tensor] of Object.entries(result.state))
    nextState[joinPath(step.name, key)] = tensor;
}

/** A value; none for an optional input of the composition that was left out. */
function read(values: Values, { node, port }: Source): Value | undefined {
  return values.get(node)?.[port];
}

/** All tensors in nested records and arrays. */
function tensorsIn(value: unknown): readonly Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(tensorsIn);
}
