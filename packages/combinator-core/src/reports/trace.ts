import { isSpread, type Dim, type Shape } from '../contract/dim.ts';
import type { Bindings } from '../contract/evaluate.ts';
import { formatDim } from '../contract/format.ts';
import type { AnyParticle, CompositionNode, Source } from '../particle.ts';
import { nodeBindings } from './walk.ts';

/**
 * Follows an axis back through the parts that only pass it on, to the one that computed it.
 *
 * @param whole - The composition.
 * @param source - Where the value comes from.
 * @param axis - From 0 on, or from -1 backwards.
 * @returns The input of the composition, or the part with its computation.
 */
export function traceAxis(
  whole: AnyParticle,
  source: Source,
  axis: number,
  bindings: Bindings,
): string {
  const producer = whole.composition?.nodes.find(({ name }) => name === source.node);
  if (producer === undefined) return `input '${source.port}'`;
  const own = nodeBindings(whole, producer, bindings);
  const label = producer.name === '' ? producer.particle.name : producer.name;
  const shape = producer.particle.output[source.port]?.shape ?? [];
  const found = locate(shape, own, axis);
  if (found === undefined) return label;
  if (typeof found.dim === 'string') {
    const before = findSymbol(producer, own, found.dim, found.offset);
    return before === undefined ? label : traceAxis(whole, before.source, before.axis, bindings);
  }
  return typeof found.dim === 'number' || found.dim === null
    ? label
    : `${label}: ${formatDim(substitute(found.dim, own))}`;
}

/** The entry of a shape behind an axis, and the place within it where it is a spread. */
function locate(
  shape: Shape,
  own: Bindings,
  axis: number,
): { readonly dim: Dim; readonly offset: number } | undefined {
  const entries = shape.flatMap((dim) =>
    isSpread(dim)
      ? ((own[dim] as Shape | undefined) ?? []).map((_, offset) => ({ dim, offset }))
      : [{ dim, offset: 0 }],
  );
  return entries.at(axis);
}

/** Where a part got a symbol from. */
function findSymbol(
  node: CompositionNode,
  own: Bindings,
  symbol: string,
  offset: number,
): { readonly source: Source; readonly axis: number } | undefined {
  for (const [port, source] of Object.entries(node.inputs)) {
    const pattern = node.particle.input[port]?.shape ?? [];
    let axis = 0;
    for (const dim of pattern) {
      if (dim === symbol) return { source, axis: axis + offset };
      axis +=
        typeof dim === 'string' && isSpread(dim)
          ? ((own[dim] as Shape | undefined) ?? []).length
          : 1;
    }
  }
  return undefined;
}

/** The expression with symbols replaced, but not computed. */
function substitute(dim: Dim, bindings: Bindings): Dim {
  if (typeof dim === 'string') return (bindings[dim] as Dim | undefined) ?? dim;
  if (typeof dim !== 'object' || dim === null) return dim;
  if (dim[0] === 'add' || dim[0] === 'mul') {
    const [operator, ...operands] = dim;
    return [
      operator,
      ...operands.flatMap((operand): readonly Dim[] =>
        isSpread(operand)
          ? ((bindings[operand] as Shape | undefined) ?? [operand])
          : [substitute(operand, bindings)],
      ),
    ];
  }
  if (dim[0] === 'div') return ['div', substitute(dim[1], bindings), dim[2]];
  const [, size, kernel, stride, padding, dilation = 1] = dim;
  return ['window', substitute(size, bindings), (kernel - 1) * dilation + 1, stride, padding];
}
