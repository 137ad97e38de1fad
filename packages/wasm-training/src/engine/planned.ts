import type { TensorTree } from '@sora-particles/combinator-core';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { BYTES, type ConstantData, type Graph, type Use, type Value } from './graph.ts';
import type { Machine } from './machine.ts';
import { makePlan } from './plan.ts';
import { prepareRunner } from './program.ts';
import { viewOf } from './resident.ts';
import { checkRows, rowBounds } from './row-bounds.ts';
import { replaceTensors } from './tree.ts';

/** A function for arguments of certain shapes, ready to run. */
export interface Planned<Result> {
  /** Runs it. The caller owns the tensors of the result. */
  run(args: readonly Tensor[]): Result;
  /** What it is made of, for people. */
  describe(): PlanReport;
  release(): void;
}

/** What a plan is made of. */
export interface PlanReport {
  /** Tasks in their order: which kernels of `assembly/` they call, and for how many numbers. */
  readonly tasks: readonly {
    readonly kernels: readonly string[];
    readonly work: number;
    readonly isShared: boolean;
  }[];
  /** How often the threads wait for each other. */
  readonly waits: number;
  /** Bytes that the plan holds between calls. */
  readonly bytes: number;
}

/** Makes a plan of a graph and hands it to all threads. */
export function planGraph<Result extends TensorTree>(
  graph: Graph,
  template: Result,
  machine: Machine,
  id: number,
): Planned<Result> {
  const { heap, kernels, resident, threads, pool } = machine;
  const plan = makePlan(graph, kernels, heap, threads);
  const slotCount = plan.argumentCount + plan.made.length;
  const slotsAddress = heap.allocate(slotCount * 4);
  const runner = prepareRunner(plan.program, kernels, { index: 0, count: threads });
  pool?.load(id, plan.program);
  const bounds = rowBounds(graph);

  const execute = (slots: readonly number[]): void => {
    const shared = new Int32Array(heap.memory.buffer, slotsAddress, slotCount);
    shared.set(slots);
    if (pool === undefined) runner(shared, () => undefined);
    else pool.run(id, runner, slotsAddress, slotCount);
  };

  return {
    run(args) {
      const given = args.map((tensor) => resident.addressOf(tensor));
      checkRows(bounds, given, heap.memory);
      const made = plan.made.map((value) => heap.allocate(value.size * BYTES[value.dtype]));
      try {
        execute([...given, ...made]);
      } catch (error) {
        for (const address of made) heap.free(address);
        throw error;
      }
      return results(args, made);
    },
    describe: () => ({
      tasks: plan.tasks.map(({ calls, work }, i) => ({
        kernels: calls.map(({ kernel }) => kernel),
        work: Math.round(work),
        isShared: plan.program.steps[i]?.isShared === true,
      })),
      waits: plan.program.steps.filter(({ waits }) => waits).length,
      bytes: plan.bytes,
    }),
    release() {
      pool?.drop(id);
      heap.free(slotsAddress);
      plan.release();
    },
  };

  function results(args: readonly Tensor[], made: readonly number[]): Result {
    const handed = new Map<Value, Tensor>();
    let next = 0;
    const tensorFor = ({ value, shape }: Use): Tensor => {
      const first = handed.get(value) ?? argumentOf(value, args);
      if (first !== undefined) return share(first, shape);
      const tensor =
        value.origin !== undefined
          ? constantTensor(
              (value.origin as { readonly constant: ConstantData }).constant,
              value,
              shape,
            )
          : resident.adopt(made[plan.made.indexOf(value)] as number, shape, value.dtype);
      handed.set(value, tensor);
      return tensor;
    };
    return replaceTensors(template, () => tensorFor(plan.results[next++] as Use));
  }

  /** Another handle on the same numbers. */
  function share({ dataId, dtype }: Tensor, shape: readonly number[]): Tensor {
    resident.incRef(dataId);
    return engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype }, resident);
  }

  function constantTensor(data: ConstantData, value: Value, shape: readonly number[]): Tensor {
    const address = heap.allocate(value.size * BYTES[value.dtype]);
    viewOf(heap.memory, address, value.size, value.dtype).set(data);
    return resident.adopt(address, shape, value.dtype);
  }
}

function argumentOf({ origin }: Value, args: readonly Tensor[]): Tensor | undefined {
  return origin !== undefined && 'argument' in origin ? args[origin.argument] : undefined;
}
