import { concat, dispose, reshape, slice } from '@tensorflow/tfjs-core';
import type { Connection } from '../contract/connect.ts';
import type { Shape } from '../contract/dim.ts';
import { createContext } from '../context.ts';
import { ParticleError } from '../errors.ts';
import type { AnyParticle, HostValue, Value } from '../particle.ts';
import { checkVariables, splitVariables, type Variables } from '../variables.ts';
import { checkOutputs, connectValues, type Values } from './check-values.ts';
import { nextTask } from './next-task.ts';
import { batchSymbol, readInputs } from './read-inputs.ts';
import type { Staged } from './staged.ts';
import { isTensor, ownTensors, tensorsIn } from './tensor-tree.ts';

/** How a particle is run over an input of any length. */
export interface BatchRun {
  readonly particle: AnyParticle;
  readonly staged: Staged;
  readonly variables: Variables;
  readonly batchSize: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  /** Called between stages; throws to give up. */
  readonly guard: () => void;
}

/**
 * Runs a particle on what a user passes: reads and checks it, runs batch after batch, puts the outputs
 * together. Releases all that it makes, save for the outputs, which the caller owns.
 */
export async function runInBatches(run: BatchRun, input: unknown): Promise<Value | Values> {
  const { particle } = run;
  run.guard();
  const { values, owned, isItem } = readInputs(particle, input);
  try {
    const promised = connectValues(particle, values);
    checkVariables(particle, run.variables, promised);
    const outputs = await runAll(run, values, promised);
    try {
      checkOutputs(particle, promised.output, outputs);
      const answer = isItem ? unwrap(outputs) : outputs;
      const ports = Object.keys(particle.output);
      return ports.length === 1 ? (answer[ports[0] ?? ''] as Value) : answer;
    } catch (error) {
      dispose([...tensorsIn(outputs)]);
      throw error;
    }
  } finally {
    dispose([...owned]);
  }
}

async function runAll(run: BatchRun, values: Values, { bindings }: Connection): Promise<Values> {
  const { particle, batchSize, signal } = run;
  const symbol = particle.traits.batchable ? batchSymbol(particle) : undefined;
  const bound = symbol === undefined ? undefined : bindings[symbol];
  const count = Array.isArray(bound) ? (bound as Shape)[0] : bound;
  if (count === 0) {
    throw new ParticleError({
      code: 'data-empty',
      summary: 'the batch is empty',
      path: particle.name,
    });
  }
  if (symbol === undefined || typeof count !== 'number' || count <= batchSize) {
    return runOne(run, values, 0);
  }
  const isBatched = (port: string): boolean => particle.input[port]?.shape?.[0] === symbol;
  const done: Values[] = [];
  try {
    for (let start = 0; start < count; start += batchSize) {
      // Lets timers and events in, so that somebody can abort.
      if (signal !== undefined) await nextTask();
      const size = Math.min(batchSize, count - start);
      const batch = Object.fromEntries(
        Object.entries(values).map(([port, value]) => [
          port,
          isBatched(port) ? sliceValue(value, start, size) : value,
        ]),
      );
      try {
        done.push(await runOne(run, batch, start));
      } finally {
        dispose(tensorsIn(batch).filter((tensor) => !tensorsIn(values).includes(tensor)));
      }
    }
    return join(done);
  } finally {
    dispose([...tensorsIn(done)]);
  }
}

/** Runs one batch; the caller owns the outputs, also where they are inputs passed through. */
async function runOne(run: BatchRun, values: Values, start: number): Promise<Values> {
  const { particle, staged, seed, guard } = run;
  guard();
  const { training, random } = createContext({ seed });
  const { params, state } = splitVariables(particle, run.variables);
  const outputs = await staged.run({
    context: { training, random: random.split(`batch ${String(start)}`) },
    inputs: values,
    params,
    state,
    guard,
  });
  return ownTensors(outputs, tensorsIn([values, params, state]));
}

function sliceValue(value: Value, start: number, size: number): Value {
  if (!isTensor(value)) return (value as readonly HostValue[]).slice(start, start + size);
  const rest = value.shape.slice(1);
  return slice(value, [start, ...rest.map(() => 0)], [size, ...rest]);
}

/** Puts the outputs of batches together along the first axis. */
function join(batches: readonly Values[]): Values {
  const ports = Object.keys(batches[0] ?? {});
  return Object.fromEntries(
    ports.map((port) => {
      const parts = batches.map((batch) => batch[port] as Value);
      return [
        port,
        parts.every(isTensor) ? concat([...parts], 0) : (parts as HostValue[][]).flat(),
      ];
    }),
  );
}

/** Takes the batch axis off again. */
function unwrap(outputs: Values): Values {
  return Object.fromEntries(
    Object.entries(outputs).map(([port, value]): [string, Value] => {
      if (!isTensor(value)) return [port, (value as readonly HostValue[])[0] as Value];
      const item = reshape(value, value.shape.slice(1));
      value.dispose();
      return [port, item];
    }),
  );
}
