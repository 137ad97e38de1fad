import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { disposed, graphFailed } from '../errors.ts';
import { referTo, type GraphOutput } from '../graph/node.ts';
import { prune } from '../graph/prune.ts';
import type { NativeBackend, NativeTensor } from '../native/backend.ts';
import { loadSession } from '../native/session.ts';
import type { InputSource } from '../trace/recorder.ts';
import { releaseCaptures, type Trace } from '../trace/trace.ts';
import { reportOn, type GraphReport } from '../report.ts';
import { mapLeaves } from './tree.ts';

/** A traced function for one signature. */
export interface CompiledGraph {
  readonly report: GraphReport;
  /**
   * One call.
   *
   * @param args - The tensors among the arguments, in order.
   * @returns The result, which is the caller's.
   */
  run(backend: NativeBackend, args: readonly Tensor[]): unknown;
  dispose(): void;
}

/** Where a tensor comes from once the graph has run. */
type Origin =
  | { readonly kind: 'value'; readonly value: unknown }
  /** What was passed in is never fetched: the caller gets another handle on it. */
  | { readonly kind: 'input'; readonly source: InputSource }
  /** `isShared`: somebody before has taken the tensor itself. */
  | { readonly kind: 'fetch'; readonly index: number; readonly isShared: boolean };

/** Makes a trace runnable, and takes over what it keeps alive. */
export function compileGraph(
  name: string,
  signature: string,
  trace: Trace,
  backend: NativeBackend,
): CompiledGraph {
  const sources = new Map(trace.inputs.map(({ output, source }) => [output.node, source]));
  const fetched: GraphOutput[] = [];
  const positions = new Map<string, number>();
  const originOf = (output: GraphOutput): Origin => {
    const source = sources.get(output.node);
    if (source !== undefined) return { kind: 'input', source };
    const reference = referTo(output);
    const known = positions.get(reference);
    if (known !== undefined) return { kind: 'fetch', index: known, isShared: true };
    positions.set(reference, fetched.length);
    fetched.push(output);
    return { kind: 'fetch', index: fetched.length - 1, isShared: false };
  };
  const leaves = trace.leaves.map((leaf): Origin =>
    'output' in leaf ? originOf(leaf.output) : { kind: 'value', ...leaf },
  );
  const assignments = trace.assignments.map(({ variable, output }) => ({
    variable,
    origin: originOf(output),
  }));
  const nodes = prune(trace.nodes, fetched);
  const needed = new Set(nodes);
  const fed = trace.inputs.filter(({ output }) => needed.has(output.node));
  const session =
    fetched.length === 0
      ? undefined
      : loadSession(
          backend.binding,
          nodes,
          fed.map(({ output }) => `${output.node.name}:0`),
          fetched.map(({ node, index }) => `${node.name}:${index}`),
        );

  const valueOf = (source: InputSource, args: readonly Tensor[]): Tensor => {
    if (source.kind === 'argument') return args[source.position] as Tensor;
    if (source.kind === 'capture') return source.tensor;
    if (!source.variable.isDisposed) return source.variable;
    const what = `the variable '${source.variable.name}' that it uses`;
    throw disposed(name, what, 'keep the variable, or compile the function again');
  };
  return {
    report: reportOn(signature, trace, nodes, session?.bytes ?? 0),
    run(using, args) {
      const fedTensors = fed.map(({ source }) => valueOf(source, args));
      let natives: readonly NativeTensor[] = [];
      if (session !== undefined) {
        const ids = using.getInputTensorIds(fedTensors);
        try {
          natives = session.run(ids);
        } catch (error) {
          throw graphFailed(name, error);
        }
      }
      const outputs = natives.map((native) => using.createOutputTensor(native));
      const take = (origin: Origin): unknown => {
        if (origin.kind === 'value') return origin.value;
        if (origin.kind === 'input') return valueOf(origin.source, args).clone();
        const output = outputs[origin.index] as Tensor;
        return origin.isShared ? output.clone() : output;
      };
      let next = 0;
      const result = mapLeaves(trace.structure, () => take(leaves[next++] as Origin));
      const values = assignments.map(({ origin }) => take(origin) as Tensor);
      assignments.forEach(({ variable }, i) => {
        assign(variable, values[i] as Tensor);
      });
      return result;
    },
    dispose() {
      session?.dispose();
      releaseCaptures(trace.inputs);
    },
  };
}

function assign(variable: Variable, value: Tensor): void {
  variable.assign(value);
  value.dispose();
}
