import {
  createContext,
  createRandom,
  eagerEngine,
  givenDraws,
  listDraws,
  makeDraws,
  type CompiledFunction,
  type DrawList,
  type Engine,
} from '@sora-particles/combinator-core';
import { tidy } from '@tensorflow/tfjs-core';
import { forward } from './forward.ts';
import { trainingStep, type StepArguments, type StepOutcome, type Task } from './step.ts';
import { tensorsOf } from './tensor-tree.ts';

/** The arguments of a step but for its random numbers. */
type StepInputs = StepArguments extends [...infer Inputs, unknown] ? Inputs : never;

/** Runs steps of training; random numbers come as arguments, so that an engine may trace the step. */
export interface StepRunner {
  /** One step. Takes the batch over; the caller owns the outcome. */
  run(inputs: StepInputs, seed: number): Promise<StepOutcome>;
  dispose(): void;
}

/** Compiles the step of a task. */
export function stepRunner(task: Task, engine: Engine, name: string): StepRunner {
  const options = { name, donate: [4, 5] };
  const compiled = engine.compile(trainingStep(task, givenDraws), options);
  const listOf = drawsByShape(task);
  let onHost: CompiledFunction<StepArguments, StepOutcome> | undefined;
  let seedOnHost = 0;
  return {
    async run(inputs, seed) {
      const list = listOf(inputs);
      if (list?.onHost === true) {
        // Numbers drawn on the host cannot be arguments: such a step runs as it is.
        seedOnHost = seed;
        onHost ??= eagerEngine().compile(
          trainingStep(task, () => createRandom(seedOnHost)),
          options,
        );
        return await onHost(...inputs, []);
      }
      return await compiled(...inputs, list === undefined ? [] : makeDraws(list, seed));
    },
    dispose() {
      compiled.dispose();
      onHost?.dispose();
    },
  };
}

/** What a step draws depends on the shapes of its batch: found by running it forward once for each. */
function drawsByShape({ body, port }: Task): (inputs: StepInputs) => DrawList | undefined {
  if (!body.traits.needsSeed) return () => undefined;
  const known = new Map<string, DrawList>();
  return ([params, frozen, state, , { inputs }]) => {
    const key = tensorsOf(inputs)
      .map(({ shape }) => shape.join())
      .join(';');
    const list =
      known.get(key) ??
      listDraws((random) => {
        tidy(() => {
          const context = { ...createContext({ training: true }), random };
          forward(body, port, context, inputs, { ...frozen, ...params }, state);
        });
      });
    known.set(key, list);
    return list;
  };
}
