import { type AnyParticle, toMermaid } from '@sora-particles/combinator-core';
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
  const mermaid = toMermaid(particle);
  const graphviz = await instance();
  const svg = graphviz.renderString(toDot(mermaid), { format: 'svg' });
  return { mermaid, svg: svg.slice(svg.indexOf('<svg')) };
}

/**
 * The few forms of lines of Mermaid that `toMermaid` writes, in Graphviz's language. Arrows come last:
 * Graphviz puts whatever it meets first within a frame into that frame. The outermost frame goes.
 */
function toDot(mermaid: string): string {
  const forms: readonly [RegExp, string][] = [
    [/^ {2}subgraph .*$|^ {2}end$/, ''],
    [/^ *subgraph (\w+) \["(.*)"\]$/, 'subgraph cluster_$1 { label="$2"'],
    [/^ *end$/, '}'],
    [/^ *(\w+) -->\|"(.*)"\| (\w+)$/, '$1 -> $3 [label="  $2"]'],
    [/^ *(\w+)\(\["(.*)"\]\)$/, '$1 [label="$2" shape=plaintext]'],
    [/^ *(\w+)\["(.*)"\]$/, '$1 [label="$2"]'],
  ];
  const lines = mermaid
    .split('\n')
    .slice(1)
    .map((line) => {
      const [pattern, dot] = forms.find(([form]) => form.test(line)) ?? [];
      return pattern === undefined || dot === undefined ? '' : line.replace(pattern, dot);
    });
  const isArrow = (line: string) => line.includes(' -> ');
  return [
    'digraph {',
    'graph [bgcolor=transparent fontname="Helvetica" fontsize=13 style=rounded nodesep=0.3 ranksep=0.3]',
    'node [shape=box style=rounded fontname="Helvetica" fontsize=13 height=0.3 margin="0.15,0.05"]',
    'edge [fontname="Helvetica" fontsize=13 arrowsize=0.7]',
    ...lines.filter((line) => !isArrow(line)),
    ...lines.filter(isArrow),
    '}',
  ].join('\n');
}
