import {
  type AnyParticle,
  type Diagram,
  diagram,
  type DiagramOptions,
  formatSpec,
} from '@sora-particles/combinator-core';

/**
 * Draws the composition of a particle with Graphviz (https://graphviz.org, compiled to WebAssembly): a box
 * for each part, a frame around each composition that has a name, and what goes along on the arrows.
 *
 * @returns An SVG document that fetches nothing.
 */
export async function toSvg(particle: AnyParticle, options: DiagramOptions): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const graphviz = await instance();
  return graphviz.renderString(toDot(diagram(particle, options)), { format: 'svg' });
}

/** The diagram in Graphviz's language. The outermost frame, which is the page, is left out. */
function toDot({ boxes, frames, arrows }: Diagram): string {
  const outermost = boxes.some(({ frame }) => frame === frames[0]?.id) ? frames[0] : undefined;
  const contents = (within: string | undefined): readonly string[] => [
    ...boxes
      .filter(({ frame }) => frame === within)
      .map(({ id, label, isPort }) => {
        const shape = isPort ? ' shape=plaintext' : '';
        return `${id} [label=${quoted(label)}${shape}]`;
      }),
    ...frames
      .filter(({ frame }) => frame === within)
      .flatMap((frame) =>
        frame === outermost
          ? contents(frame.id)
          : [
              `subgraph cluster_${frame.id} { label=${quoted(frame.label)}`,
              ...contents(frame.id),
              '}',
            ],
      ),
  ];
  const font = 'fontname="Helvetica" fontsize=13';
  return [
    'digraph {',
    `graph [${font} style=rounded nodesep=0.3 ranksep=0.3]`,
    `node [shape=box style=rounded ${font} height=0.3 margin="0.15,0.05"]`,
    `edge [${font} arrowsize=0.7]`,
    ...contents(undefined),
    ...arrows.map(
      ({ from, to, spec }) => `${from} -> ${to} [label=${quoted(`  ${formatSpec(spec)}`)}]`,
    ),
    '}',
  ].join('\n');
}

/** A text of Graphviz's language, in which a backslash begins an escape. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
