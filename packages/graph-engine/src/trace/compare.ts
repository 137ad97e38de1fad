import { isDeepStrictEqual } from 'node:util';
import type { GraphOutput } from '../graph/node.ts';
import { prune } from '../graph/prune.ts';
import type { InputSource } from './recorder.ts';
import type { Trace } from './trace.ts';

/** What two traces of the same call must have in common. Keeps no tensor alive. */
export type TraceRecord = readonly { readonly what: string; readonly is: unknown }[];

/**
 * Writes down a trace for {@link firstDifference}. Where two traces of a function differ, it depends on
 * something that is no argument: a counter, a clock, a tensor that a variable of JavaScript holds.
 */
export function recordOf({ nodes, inputs, leaves, assignments }: Trace): TraceRecord {
  const outputs: GraphOutput[] = [
    ...leaves.flatMap((leaf) => ('output' in leaf ? [leaf.output] : [])),
    ...assignments.map(({ output }) => output),
  ];
  return [
    ...prune(nodes, outputs).map(({ name, op, input, attr }) => ({
      what: op === 'Const' ? 'a constant' : op,
      is: [name, op, input, attr],
    })),
    ...inputs.map(({ source }) => ({ what: 'a captured tensor', is: identity(source) })),
    ...leaves.map((leaf) => ({
      what: 'a result',
      is: 'output' in leaf ? [leaf.output.node.name, leaf.output.index] : leaf.value,
    })),
    ...assignments.map(({ variable, output }) => ({
      what: `the variable '${variable.name}'`,
      is: [variable.name, output.node.name, output.index],
    })),
  ];
}

/** What differs first; nothing where all is the same. */
export function firstDifference(a: TraceRecord, b: TraceRecord): string | undefined {
  const at = a.findIndex((entry, i) => !isDeepStrictEqual(entry.is, b[i]?.is));
  if (at !== -1) return a[at]?.what;
  return b[a.length]?.what;
}

function identity(source: InputSource): unknown {
  if (source.kind === 'argument') return source.position;
  if (source.kind === 'variable') return source.variable.name;
  // By data, as handles differ; by number, as data ids are empty objects.
  const { dataId } = source.tensor;
  const number = numbers.get(dataId) ?? ++lastNumber;
  numbers.set(dataId, number);
  return `capture ${number}`;
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;
