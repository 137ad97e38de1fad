import type { GraphNode, GraphOutput } from './node.ts';

/** The nodes that the outputs need, in their order. */
export function prune(
  nodes: readonly GraphNode[],
  outputs: readonly GraphOutput[],
): readonly GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set<GraphNode>();
  const waiting = outputs.map(({ node }) => node);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (needed.has(node)) continue;
    needed.add(node);
    for (const input of node.input) {
      const [name = ''] = input.split(':');
      const source = byName.get(name);
      if (source !== undefined) waiting.push(source);
    }
  }
  return nodes.filter((node) => needed.has(node));
}
