import type { GraphNode } from './graph/node.ts';
import type { Trace } from './trace/trace.ts';

/** What a function became for arguments of one signature. */
export type SignatureReport = GraphReport | EagerReport;

/** A signature for which the function runs as a graph. */
export interface GraphReport {
  readonly kind: 'graph';
  /** Structure, types and shapes of the arguments, and the values of those that are no tensors. */
  readonly signature: string;
  /** How often the graph holds each operation, constants and inputs left out; the most frequent first. */
  readonly operations: Readonly<Record<string, number>>;
  /** How many tensors the graph takes, by where they come from. */
  readonly inputs: {
    readonly arguments: number;
    /** Tensors that the function found in its closure, which the graph keeps alive. */
    readonly captures: number;
    readonly variables: number;
  };
  /** How many variables it assigns. */
  readonly assigns: number;
  readonly constants: {
    readonly count: number;
    /** What they take in the graph; those with one value everywhere take next to nothing. */
    readonly bytes: number;
  };
  /** Size of the graph. */
  readonly bytes: number;
}

/** A signature for which the function runs as it is called. */
export interface EagerReport {
  readonly kind: 'eager';
  readonly signature: string;
  /** Why, one phrase. */
  readonly reason: string;
}

/** What there is to say about a graph. */
export function reportOn(
  signature: string,
  { inputs, assignments }: Trace,
  nodes: readonly GraphNode[],
  bytes: number,
): GraphReport {
  const counts = new Map<string, number>();
  let constants = 0;
  let constantBytes = 0;
  for (const { op, attr } of nodes) {
    if (op === 'Const') {
      constants++;
      const { value } = attr;
      if (value !== undefined && 'tensor' in value) {
        constantBytes += value.tensor.tensorContent?.length ?? 4;
      }
    } else if (op !== 'Placeholder') counts.set(op, (counts.get(op) ?? 0) + 1);
  }
  const needed = new Set(nodes);
  const used = (kind: string): number =>
    inputs.filter(({ output, source }) => source.kind === kind && needed.has(output.node)).length;
  return {
    kind: 'graph',
    signature,
    operations: Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)),
    inputs: {
      arguments: used('argument'),
      captures: used('capture'),
      variables: used('variable'),
    },
    assigns: assignments.length,
    constants: { count: constants, bytes: constantBytes },
    bytes,
  };
}

/** A report for people, over several lines. */
export function formatReport(name: string, report: SignatureReport): string {
  const head = `${name}(${report.signature})`;
  if (report.kind === 'eager') return `${head}\n  runs eagerly: ${report.reason}`;
  const { operations, inputs, assigns, constants, bytes } = report;
  const total = Object.values(operations).reduce((sum, count) => sum + count, 0);
  const list = Object.entries(operations).map(([op, count]) =>
    count === 1 ? op : `${op} x${count}`,
  );
  return [
    head,
    `  ${total} operations: ${list.join(', ')}`,
    `  inputs: ${inputs.arguments} from arguments, ${inputs.captures} captured, ${inputs.variables} variables (${assigns} assigned)`,
    `  constants: ${constants.count} (${constants.bytes} bytes); graph: ${bytes} bytes`,
  ].join('\n');
}
