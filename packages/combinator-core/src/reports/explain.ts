import { formatDim, formatPorts, formatShape } from '../contract/format.ts';
import { isSpread, type Dim, type Shape } from '../contract/dim.ts';
import type { Bindings } from '../contract/evaluate.ts';
import { joinPath } from '../combinators/names.ts';
import type { AnyParticle, CompositionNode } from '../particle.ts';
import { traceAxis } from './trace.ts';
import { evaluatePorts, labelOf, nodeBindings } from './walk.ts';

/**
 * Tells where each size within a particle comes from: for every part its inputs and outputs, and for
 * every size that is computed on the way, the part that computed it, e.g.
 * `height = 26 from conv2d: floor((28 - 3)/1) + 1`.
 *
 * @param bindings - Sizes for symbols of the particle's inputs, e.g. `{ batch: 32 }`. Others stay
 *   symbolic.
 * @returns Lines of text.
 *
 * @example
 * ```ts
 * import { compose, explain } from '@sora-particles/combinator-core';
 * import { dense, flatten, input } from '@sora-particles/combinator-core/elementary';
 *
 * const net = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32' }))
 *   .to(flatten())
 *   .to(dense({ units: 10 }));
 * console.log(explain(net)); // ... in = 784 from flatten: 28*28*1
 * ```
 */
export function explain(particle: AnyParticle, bindings: Bindings = {}): string {
  const input = formatPorts(evaluatePorts(particle.input, bindings));
  const output = formatPorts(evaluatePorts(particle.output, bindings));
  return [`${particle.name}: ${input} -> ${output}`, ...parts(particle, bindings, '', 1)].join(
    '\n',
  );
}

function parts(
  whole: AnyParticle,
  bindings: Bindings,
  path: string,
  depth: number,
): readonly string[] {
  const indent = '  '.repeat(depth);
  const nodes = whole.composition?.nodes ?? [];
  return nodes.flatMap((node) => {
    const own = nodeBindings(whole, node, bindings);
    // A part without a name in paths is told by its own parts, and one that is all there is by the whole.
    const isTold = nodes.length === 1 || node.particle.composition !== undefined;
    if (node.name === '' && isTold) return parts(node.particle, own, path, depth);
    const nodePath = joinPath(path, labelOf(node));
    const input = formatPorts(evaluatePorts(node.particle.input, own));
    const output = formatPorts(
      evaluatePorts(whole.composition?.produced[node.name] ?? {}, bindings),
    );
    return [
      `${indent}${nodePath}: ${input} -> ${output}`,
      ...symbols(whole, node, own, bindings).map((line) => `${indent}  ${line}`),
      ...parts(node.particle, own, nodePath, depth + 1),
    ];
  });
}

/** One line for each symbol that stands for something else than a symbol of that name. */
function symbols(
  whole: AnyParticle,
  node: CompositionNode,
  own: Bindings,
  bindings: Bindings,
): readonly string[] {
  const seen = new Set<string>();
  return Object.entries(node.inputs).flatMap(([port, source]) => {
    const pattern = node.particle.input[port]?.shape ?? [];
    const spreadAt = pattern.findIndex(isSpread);
    return pattern.flatMap((symbol, axis) => {
      if (typeof symbol !== 'string' || seen.has(symbol)) return [];
      seen.add(symbol);
      const value = own[symbol];
      if (value === undefined || value === symbol) return [];
      if (isSpread(symbol)) return [`${symbol} = ${formatShape(value as Shape)}`];
      const position = spreadAt !== -1 && axis > spreadAt ? axis - pattern.length : axis;
      const origin = traceAxis(whole, source, position, bindings);
      return [`${symbol} = ${formatDim(value as Dim)} from ${origin}`];
    });
  });
}
