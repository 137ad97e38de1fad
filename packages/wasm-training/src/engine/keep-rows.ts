import { type KeptRows, ParticleError, type RowTable } from '@sora-particles/combinator-core';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { type ElementType, type Graph, sizeOf } from './graph.ts';
import type { Machine } from './machine.ts';
import { type Planned, planGraph } from './planned.ts';

/** Tables of more bytes stay where they are, so that there is room for the plans: half a GB. */
const MOST_BYTES = 2 ** 29;

/**
 * Keeps a table in the memory of the engine. Each batch is a plan that picks its rows: bytes stay bytes
 * there, and become numbers on the way; threads share the rows where there are enough of them.
 *
 * @param owner - The engine: gives the number of a new plan, and knows whether it has been disposed of.
 * @returns undefined for numbers that the kernels do not convert, and where there is no room.
 */
export function keepRows(
  machine: Machine,
  owner: { readonly nextPlan: () => number; readonly isDisposed: () => boolean },
  { values, shape, dtype }: RowTable,
): KeptRows | undefined {
  const stored = elementTypeOf(values);
  if (stored !== 'bool' && stored !== dtype) return undefined;
  if (values.byteLength > MOST_BYTES) return undefined;
  const table = place(machine, values as Uint8Array, shape, stored);
  if (table === undefined) return undefined;
  const plans = new Map<number, Planned<Tensor>>();
  let isDisposed = false;
  return {
    take(rows) {
      if (isDisposed || owner.isDisposed()) throw disposed();
      let plan = plans.get(rows.length);
      if (plan === undefined) {
        const graph = pick({ values, shape, dtype }, stored, rows.length);
        plan = planGraph(graph, table, machine, owner.nextPlan());
        plans.set(rows.length, plan);
      }
      const picked = tensorOn(machine, rows, [rows.length], 'int32');
      try {
        return plan.run([table, picked]);
      } finally {
        picked.dispose();
      }
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      // The threads of an engine that is gone are no longer there to drop them.
      if (!owner.isDisposed()) for (const plan of plans.values()) plan.release();
      table.dispose();
    },
  };
}

/** Numbers of one byte are kept as bytes, which is what a bool is here. */
function elementTypeOf({ BYTES_PER_ELEMENT, [Symbol.toStringTag]: tag }: RowTable['values']) {
  if (BYTES_PER_ELEMENT === 1) return 'bool';
  return tag === 'Float32Array' ? 'float32' : 'int32';
}

function place(
  machine: Machine,
  values: Uint8Array,
  shape: readonly number[],
  stored: ElementType,
): Tensor | undefined {
  try {
    return tensorOn(machine, values, shape, stored);
  } catch (error) {
    if (error instanceof ParticleError && error.code === 'memory-full') return undefined;
    throw error;
  }
}

function tensorOn(
  { resident }: Machine,
  values: Uint8Array | Int32Array,
  shape: readonly number[],
  dtype: ElementType,
): Tensor {
  const dataId = resident.write(values, [...shape], dtype);
  return engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype }, resident);
}

/** Picks `count` rows of a table. */
function pick({ shape, dtype }: RowTable, stored: ElementType, count: number): Graph {
  const [, ...item] = shape;
  const x = { value: { size: sizeOf(shape), dtype: stored, origin: { argument: 0 } }, shape };
  const indices = {
    value: { size: count, dtype: 'int32', origin: { argument: 1 } },
    shape: [count],
  } as const;
  const y = { value: { size: count * sizeOf(item), dtype }, shape: [count, ...item] };
  return {
    arguments: [x, indices],
    nodes: [{ kernel: 'GatherV2', inputs: { x, indices }, attributes: {}, outputs: [y] }],
    results: [y],
  };
}

function disposed(): ParticleError {
  return new ParticleError({
    code: 'disposed',
    summary: 'the rows are no longer kept',
    path: 'wasmEngine.keepRows',
    remedy: 'keep them again',
  });
}
