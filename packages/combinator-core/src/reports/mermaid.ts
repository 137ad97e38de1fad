import { formatSpec } from '../contract/format.ts';
import type { AnyParticle, Source } from '../particle.ts';
import type { Spec } from '../contract/spec.ts';
import { evaluatePorts, nodeBindings } from './walk.ts';
import type { Bindings } from '../contract/evaluate.ts';

/** What {@link toMermaid} takes. */
export interface MermaidOptions {
  /** Direction of the flow: top to bottom or left to right. Default `'TB'`. */
  readonly direction?: 'TB' | 'LR';
  /** How many levels of compositions are opened. Default all. */
  readonly depth?: number;
}

interface Drawing {
  readonly lines: string[];
  next: number;
}

/** Where values come from and go to, as identifiers in the drawing. */
interface Ends {
  readonly input: (port: string) => string;
  readonly output: (port: string) => string;
}

/**
 * Draws the composition of a particle as a Mermaid flowchart (https://mermaid.js.org): a box for each
 * part, a frame around each composition, shapes on the arrows.
 *
 * @returns Mermaid source.
 *
 * @example
 * ```ts
 * import { compose, toMermaid } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * console.log(toMermaid(compose(dense({ units: 8 })).to(relu())));
 * ```
 */
export function toMermaid(
  particle: AnyParticle,
  { direction = 'TB', depth = Infinity }: MermaidOptions = {},
): string {
  const drawing: Drawing = { lines: [`flowchart ${direction}`], next: 0 };
  const inputs = new Map(
    Object.keys(particle.input).map((port) => [port, terminal(drawing, port)]),
  );
  const ends = draw(drawing, particle, {}, '  ', depth, (port) => inputs.get(port) ?? '');
  for (const [port, spec] of Object.entries(particle.output)) {
    const id = terminal(drawing, port);
    drawing.lines.push(arrow('  ', ends.output(port), id, spec));
  }
  return drawing.lines.join('\n');
}

/** Draws a particle and the arrows into it. One part alone (renamed, frozen) gets the name of the whole. */
function draw(
  drawing: Drawing,
  particle: AnyParticle,
  bindings: Bindings,
  indent: string,
  depth: number,
  sourceOf: (port: string) => string,
  name: string = particle.name,
): Ends {
  const { composition } = particle;
  const inputs = evaluatePorts(particle.input, bindings);
  if (composition === undefined || depth <= 0) {
    const id = box(drawing, name, indent);
    for (const [port, spec] of Object.entries(inputs)) {
      const source = sourceOf(port);
      if (source !== '') drawing.lines.push(arrow(indent, source, id, spec));
    }
    return { input: () => id, output: () => id };
  }
  const isFrame = composition.nodes.length > 1;
  if (isFrame) drawing.lines.push(`${indent}subgraph ${identifier(drawing)} ["${name}"]`);
  const drawn = new Map<string, Ends>();
  const find = ({ node, port }: Source): string =>
    node === null ? sourceOf(port) : (drawn.get(node)?.output(port) ?? '');
  for (const node of composition.nodes) {
    const own = nodeBindings(particle, node, bindings);
    const sources: Readonly<Record<string, Source | undefined>> = node.inputs;
    const sourceOfNode = (port: string): string => {
      const source = sources[port];
      return source === undefined ? '' : find(source);
    };
    const inner = isFrame ? `${indent}  ` : indent;
    drawn.set(
      node.name,
      draw(
        drawing,
        node.particle,
        own,
        inner,
        depth - 1,
        sourceOfNode,
        isFrame ? node.particle.name : name,
      ),
    );
  }
  if (isFrame) drawing.lines.push(`${indent}end`);
  const outputs: Readonly<Record<string, Source | undefined>> = composition.outputs;
  return {
    input: sourceOf,
    output: (port) => {
      const source = outputs[port];
      return source === undefined ? '' : find(source);
    },
  };
}

function identifier(drawing: Drawing): string {
  return `n${String(drawing.next++)}`;
}

function terminal(drawing: Drawing, port: string): string {
  const id = identifier(drawing);
  drawing.lines.push(`  ${id}(["${port}"])`);
  return id;
}

function box(drawing: Drawing, name: string, indent: string): string {
  const id = identifier(drawing);
  drawing.lines.push(`${indent}${id}["${name}"]`);
  return id;
}

function arrow(indent: string, from: string, to: string, spec: Spec): string {
  return `${indent}${from} -->|"${formatSpec(spec)}"| ${to}`;
}
