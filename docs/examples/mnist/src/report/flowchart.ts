import { type AnyParticle, diagram, formatSpec, toMermaid } from '@sora-particles/combinator-core';
import { instance } from '@viz-js/viz';

/** A picture of how a particle is composed. */
export interface Flowchart {
  /** Without colours of its own: the page gives them. */
  readonly svg: string;
  /** The same as source for https://mermaid.js.org. */
  readonly mermaid: string;
}

/**
 * Draws the composition of a particle with Graphviz: a box for each step, a frame around each part that
 * has a name, and what goes through on the arrows.
 */
export async function drawFlowchart(particle: AnyParticle): Promise<Flowchart> {
  const graphviz = await instance();
  const svg = graphviz.renderString(toDot(particle), { format: 'svg' });
  return { mermaid: toMermaid(particle), svg: svg.slice(svg.indexOf('<svg')) };
}

/** The diagram in Graphviz's language. The outermost frame, which is the page, is left out. */
function toDot(particle: AnyParticle): string {
  const { boxes, frames, arrows } = diagram(particle);
  const [outermost] = frames;
  const contents = (within: string | undefined): readonly string[] => [
    ...boxes
      .filter(({ frame }) => frame === within)
      .map(
        ({ id, label, isPort }) => `${id} [label="${label}"${isPort ? ' shape=plaintext' : ''}]`,
      ),
    ...frames
      .filter(({ frame }) => frame === within)
      .flatMap((frame) =>
        frame === outermost
          ? contents(frame.id)
          : [`subgraph cluster_${frame.id} { label="${frame.label}"`, ...contents(frame.id), '}'],
      ),
  ];
  return [
    'digraph {',
    'graph [bgcolor=transparent fontname="Helvetica" fontsize=13 style=rounded nodesep=0.3 ranksep=0.3]',
    'node [shape=box style=rounded fontname="Helvetica" fontsize=13 height=0.3 margin="0.15,0.05"]',
    'edge [fontname="Helvetica" fontsize=13 arrowsize=0.7]',
    ...contents(undefined),
    ...arrows.map(({ from, to, spec }) => `${from} -> ${to} [label="  ${formatSpec(spec)}"]`),
    '}',
  ].join('\n');
}
