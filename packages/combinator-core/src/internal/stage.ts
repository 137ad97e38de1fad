import { dispose } from '@tensorflow/tfjs-core';
import { joinPath } from '../combinators/names.ts';
import { runComposition } from '../combinators/run-composition.ts';
import type { Engine } from '../engine.ts';
import type {
  AnyParticle,
  Composition,
  CompositionNode,
  RunContext,
  RunResult,
  Source,
  TensorRecord,
} from '../particle.ts';
import { runRows, sourceKey, type Row } from './run-rows.ts';
import type { Staged } from './staged.ts';
import { tensorsIn } from './tensor-tree.ts';

/**
 * Takes a particle apart. Host particles are run as they are, and awaited; every longest row of other
 * nodes between them becomes one function for the engine.
 */
export function stage(particle: AnyParticle, engine: Engine): Staged {
  if (!particle.traits.host) {
    return engineStage((...args) => particle.run(...args), particle.name, engine);
  }
  if (particle.composition === undefined) return hostStage(particle);
  return sequence(particle.composition, engine);
}

function hostStage(particle: AnyParticle): Staged {
  return {
    async run({ context, inputs, params, state, guard }) {
      const { outputs } = await particle.run(context, inputs, params, state);
      try {
        guard();
      } catch (error) {
        const borrowed = new Set(tensorsIn([inputs, params, state]));
        dispose(tensorsIn(outputs).filter((tensor) => !borrowed.has(tensor)));
        throw error;
      }
      return outputs;
    },
    dispose: () => undefined,
  };
}

function engineStage(run: AnyParticle['run'], name: string, engine: Engine): Staged {
  let current: RunContext | undefined;
  // Without training nothing draws random numbers, so that the context is no hidden argument.
  const fn = (inputs: TensorRecord, params: TensorRecord, state: TensorRecord): TensorRecord =>
    (run(current as RunContext, inputs, params, state) as RunResult<TensorRecord>).outputs;
  const compiled = engine.compile<
    readonly [TensorRecord, TensorRecord, TensorRecord],
    TensorRecord
  >(fn, { name });
  return {
    run({ context, inputs, params, state, guard }) {
      guard();
      current = context;
      return Promise.resolve(compiled(inputs as TensorRecord, params, state));
    },
    dispose: () => {
      compiled.dispose();
    },
  };
}

function sequence(composition: Composition, engine: Engine): Staged {
  const { nodes, outputs } = composition;
  const groups = groupNodes(nodes);
  const rows = groups.map((group, i) => {
    const later = groups.slice(i + 1).flat();
    const wanted = [
      ...later.flatMap((node) => Object.values(node.inputs)),
      ...Object.values(outputs),
    ];
    const [first] = group;
    return first?.particle.traits.host === true
      ? hostRow(first, engine)
      : engineRow(composition, group, wanted, engine);
  });
  return {
    run: (run) => runRows(rows, outputs, run),
    dispose: () => {
      for (const { staged } of rows) staged.dispose();
    },
  };
}

/** Host nodes alone, others together with their neighbours. */
function groupNodes(nodes: readonly CompositionNode[]): readonly (readonly CompositionNode[])[] {
  const groups: CompositionNode[][] = [];
  for (const node of nodes) {
    const group = groups.at(-1);
    const joins = group?.[0]?.particle.traits.host === false && !node.particle.traits.host;
    if (joins) group.push(node);
    else groups.push([node]);
  }
  return groups;
}

function hostRow(node: CompositionNode, engine: Engine): Row {
  const { particle, name } = node;
  return {
    staged: stage(particle, engine),
    inputs: node.inputs,
    outputs: Object.fromEntries(
      Object.keys(particle.output).map((port) => [port, { node: name, port }]),
    ),
    paths: new Map(pathsOf(particle).map((path) => [path, joinPath(name, path)])),
    random: particle.traits.needsSeed ? name : undefined,
  };
}

function engineRow(
  composition: Composition,
  group: readonly CompositionNode[],
  wanted: readonly Source[],
  engine: Engine,
): Row {
  const own = new Set(group.map(({ name }) => name));
  const isOwn = ({ node }: Source): boolean => node !== null && own.has(node);
  const inputs: Record<string, Source> = {};
  /** What comes from outside becomes an input of the row, by its key. */
  const inside = (source: Source): Source => {
    if (isOwn(source)) return source;
    inputs[sourceKey(source)] = source;
    return { node: null, port: sourceKey(source) };
  };
  const nodes = group.map((node) => ({
    ...node,
    inputs: Object.fromEntries(
      Object.entries(node.inputs).map(([port, source]) => [port, inside(source)]),
    ),
  }));
  const outputs = Object.fromEntries(
    wanted.filter(isOwn).map((source) => [sourceKey(source), source]),
  );
  const paths = group.flatMap(({ name, particle }) =>
    pathsOf(particle).map((path) => joinPath(name, path)),
  );
  return {
    staged: engineStage(
      runComposition({ ...composition, nodes, outputs }),
      [...own].join('+'),
      engine,
    ),
    inputs,
    outputs,
    paths: new Map(paths.map((path) => [path, path])),
    random: undefined,
  };
}

function pathsOf({ params, state }: AnyParticle): readonly string[] {
  return [...Object.keys(params), ...Object.keys(state)];
}
