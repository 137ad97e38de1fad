import { formatSpec } from '../contract/format.ts';
import type { AnyParticle } from '../particle.ts';
import { diagram, type Diagram, type DiagramOptions } from './diagram.ts';

/** What {@link toMermaid} takes. */
export interface MermaidOptions extends DiagramOptions {
  /** Direction of the flow: top to bottom or left to right. Default `'TB'`. */
  readonly direction?: 'TB' | 'LR';
}

/**
 * Draws the composition of a particle as a Mermaid flowchart (https://mermaid.js.org): a box for each
 * part, a frame around each composition, and on the arrows what goes along them.
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
  { direction = 'TB', ...options }: MermaidOptions = {},
): string {
  const picture = diagram(particle, options);
  return [
    `flowchart ${direction}`,
    ...contents(picture, undefined, '  '),
    ...picture.arrows.map(({ from, to, spec }) => `  ${from} -->|"${formatSpec(spec)}"| ${to}`),
  ].join('\n');
}

/** The boxes and frames within a frame, or outside of all. */
function contents(picture: Diagram, within: string | undefined, indent: string): readonly string[] {
  return [
    ...picture.boxes
      .filter(({ frame }) => frame === within)
      .map(
        ({ id, label, isPort }) => `${indent}${id}${isPort ? `(["${label}"])` : `["${label}"]`}`,
      ),
    ...picture.frames
      .filter(({ frame }) => frame === within)
      .flatMap(({ id, label }) => [
        `${indent}subgraph ${id} ["${label}"]`,
        ...contents(picture, id, `${indent}  `),
        `${indent}end`,
      ]),
  ];
}
