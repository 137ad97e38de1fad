import type { Graph, Node, Use, Value } from './graph.ts';

/** Kernels that sum up, with their fused forms, which add a bias and apply an activation at once. */
const FUSED: Readonly<Record<string, string>> = {
  Conv2D: 'FusedConv2D',
  FusedConv2D: 'FusedConv2D',
  BatchMatMul: '_FusedMatMul',
  _FusedMatMul: '_FusedMatMul',
};

const ACTIVATIONS: Readonly<Record<string, string>> = { Relu: 'relu', Relu6: 'relu6' };

/** Kernels that make the same of x and of relu(x), NaN too: they only ask whether x > 0. */
const SAME_OF_RELU: ReadonlySet<string> = new Set(['Step', 'ReluGrad']);

/**
 * The graph with the bias that is added to sums, and their relu or relu6, as one node with the sums: while a
 * function is differentiated, TensorFlow.js leaves them apart. The same is done to the same numbers in the
 * same order, so that the bits stay.
 *
 * Only what nobody else reads goes. The gradient of relu reads what lies before it; it gets what lies behind.
 */
export function withFusedEndings(graph: Graph): Graph {
  const readers = readersOf(graph);
  const results = new Set(graph.results.map(({ value }) => value));
  const made = new Map<Node, Node>();
  const gone = new Set<Node>();
  const behind = new Map<Value, Value>();

  /** The node of one of some kernels that reads a value, if all others that do are of `others`. */
  const readerOf = (value: Value, kernels: readonly string[], others?: ReadonlySet<string>) => {
    const all = results.has(value) ? [] : (readers.get(value) ?? []);
    const [found, ...more] = all.filter(({ kernel }) => others?.has(kernel) !== true);
    const isRead = ({ inputs, kernel }: Node) =>
      kernel !== 'ReluGrad' || inputs['dy']?.value !== value;
    const isAlone = more.length === 0 && all.every(isRead);
    return found !== undefined && isAlone && kernels.includes(found.kernel) ? found : undefined;
  };

  for (const node of graph.nodes) {
    const kernel = FUSED[node.kernel];
    const [sums] = node.outputs;
    const { activation = 'linear' } = node.attributes;
    if (kernel === undefined || sums === undefined || activation !== 'linear') continue;
    const reader = node.inputs['bias'] ? undefined : readerOf(sums.value, ['Add']);
    const bias = reader && biasOf(reader, sums);
    const added = bias && reader;
    const total = (added ?? node).outputs[0] as Use;
    const relu = readerOf(total.value, ['Relu'], SAME_OF_RELU) ?? readerOf(total.value, ['Relu6']);
    if (added === undefined && relu === undefined) continue;
    const last = (relu ?? added)?.outputs[0] as Use;
    // At the first place at which all inputs are there.
    made.set(added ?? node, {
      kernel,
      inputs: { ...node.inputs, ...(bias && { bias }) },
      attributes: { ...node.attributes, activation: ACTIVATIONS[relu?.kernel ?? ''] ?? 'linear' },
      outputs: [{ value: last.value, shape: sums.shape }],
    });
    for (const each of [node, added, relu]) if (each !== undefined) gone.add(each);
    if (relu !== undefined) behind.set(total.value, last.value);
  }

  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const fused = made.get(node);
    if (fused !== undefined) return [fused];
    return gone.has(node) ? [] : [withInputs(node, behind)];
  });
  return { ...graph, nodes };
}

/** What an Add adds to sums, if it is one number for each channel. */
function biasOf({ inputs: { a, b }, outputs }: Node, sums: Use): Use | undefined {
  const [one, bias] = a?.value === sums.value ? [a, b] : [b, a];
  const channels = sums.shape.at(-1);
  if (one === undefined || bias === undefined || bias.value === sums.value) return undefined;
  const isRow = bias.value.size === channels && bias.shape.at(-1) === channels;
  const isWhole = outputs[0]?.value.size === sums.value.size && one.shape.at(-1) === channels;
  const isFloat = [bias, one].every(({ value }) => value.dtype === 'float32');
  return isRow && isWhole && isFloat ? bias : undefined;
}

function readersOf({ nodes }: Graph): ReadonlyMap<Value, readonly Node[]> {
  const readers = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const value of new Set(Object.values(node.inputs).map((use) => use.value))) {
      readers.set(value, [...(readers.get(value) ?? []), node]);
    }
  }
  return readers;
}

function withInputs(node: Node, renamed: ReadonlyMap<Value, Value>): Node {
  if (!Object.values(node.inputs).some(({ value }) => renamed.has(value))) return node;
  const inputs = Object.fromEntries(
    Object.entries(node.inputs).map(([name, { value, shape }]) => [
      name,
      { value: renamed.get(value) ?? value, shape },
    ]),
  );
  return { ...node, inputs };
}
